const ELEMENTS = new Set(
  (
    "a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn " +
    "div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q " +
    "rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr " +
    "tt u ul var wbr"
  ).split(" "),
);

const ATTRIBUTES = new Set(
  (
    "abbr align alt bgcolor border cellpadding cellspacing cite class color colspan datetime dir face headers height " +
    "href hspace id lang name nowrap role rowspan scope size span src start style summary title type valign value " +
    "vspace width"
  ).split(" "),
);

/** Their text is not meant to be read, so it goes with them; of other unknown elements the content stays. */
const WITH_CONTENT =
  "script,noscript,iframe,object,embed,applet,template,svg,math,head > title,textarea,select";

const SAFE_LINK = /^(https?:|mailto:|tel:|#)/i;
const SAFE_PICTURE = /^(data:image\/(png|gif|jpe?g|webp|bmp);|cid:)/i;

export interface Sanitised {
  html: string;
  /** Rules of its style elements: for a page of its own, never for ours. */
  styles: string;
  /** How many pictures of other servers were left out: loading one tells its owner that the mail was read. */
  outsidePictures: number;
  /** Whether the mail paints its own colours, and so has to lie on white. */
  hasOwnColours: boolean;
}

/**
 * A mail's HTML with nothing left that runs or loads. The frame it is shown in allows neither, so this is the second
 * of two fences.
 * @param pictures Data addresses of the attached pictures by content id.
 */
export function sanitise(html: string, pictures: ReadonlyMap<string, string> = new Map()): Sanitised {
  const page = new DOMParser().parseFromString(html, "text/html");
  const rules = [...page.querySelectorAll("style")];
  const styles = rules.map((style) => (style.textContent ?? "").replaceAll("<", "")).join("\n");
  for (const element of [...rules, ...page.querySelectorAll(WITH_CONTENT)]) element.remove();
  let outsidePictures = 0;

  for (const element of [...page.querySelectorAll("head *, body *")].reverse()) {
    if (!ELEMENTS.has(element.localName)) {
      element.replaceWith(...element.childNodes);
      continue;
    }
    for (const { name, value } of Array.from(element.attributes)) {
      if (!ATTRIBUTES.has(name.toLowerCase())) element.removeAttribute(name);
      // Black is what text is anyway; without saying so it can be read on a dark page too.
      else if (name === "color" && value.toLowerCase() === "#000000") element.removeAttribute(name);
      else if (name === "href" && !SAFE_LINK.test(value.trim())) element.removeAttribute(name);
      else if (name === "src") {
        const source = value.trim();
        const attached = source.toLowerCase().startsWith("cid:") ? pictures.get(source.slice(4)) : undefined;
        if (attached) element.setAttribute("src", attached);
        else if (!SAFE_PICTURE.test(source)) {
          outsidePictures++;
          element.removeAttribute("src");
        }
      }
    }
  }

  const { innerHTML } = page.body;
  return {
    html: innerHTML,
    styles,
    outsidePictures,
    hasOwnColours: /bgcolor|background(-color)?\s*:|[^-]color\s*[:=]/i.test(styles + innerHTML),
  };
}

/** Plain text as HTML: addresses become links, lines stay, quoted lines are set apart by their depth. */
export function plainToHtml(text: string): string {
  const lines = text.replaceAll("\r\n", "\n").trimEnd().split("\n");
  let depth = 0;
  let html = "";
  for (const line of lines) {
    const marks = /^(?:>\s?)+/.exec(line)?.[0] ?? "";
    const wanted = marks.replaceAll(/[^>]/g, "").length;
    for (; depth < wanted; depth++) html += "<blockquote>";
    for (; depth > wanted; depth--) html += "</blockquote>";
    html += `${linked(line.slice(marks.length))}\n`;
  }
  return `<div class="plain">${html}${"</blockquote>".repeat(depth)}</div>`;
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function linked(line: string): string {
  return line
    .split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/)
    .map((part, at) => (at % 2 ? `<a href="${escapeHtml(part)}">${escapeHtml(part)}</a>` : escapeHtml(part)))
    .join("");
}
