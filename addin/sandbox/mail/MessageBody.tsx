import { useMemo, useRef, useState } from "react";
import type { Attachment, Body } from "../tenant/message";
import { plainToHtml, sanitise, type Sanitised } from "./sanitise";

/** Nothing in the frame may run or load; only its own styles and the pictures that came with the mail are drawn. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

const STYLE = `
  html { overflow-x: auto; overflow-y: hidden; }
  body { margin: 0; padding: 1px 0 4px; font: 15px/1.5 "Segoe UI", "Segoe UI Variable", system-ui, sans-serif;
    overflow-wrap: anywhere; }
  .plain { white-space: pre-wrap; max-width: 80ch; }
  blockquote { margin: 4px 0 4px 4px; padding-left: 12px; border-left: 2px solid #c7c7c7; }
  .plain blockquote { color: #616161; }
  img, table { max-width: 100%; }
  img { height: auto; }
  pre { white-space: pre-wrap; }
  a { color: #0f6cbd; }
  hr { border: 0; border-top: 1px solid #d1d1d1; }
`;

const DARK_STYLE = `
  html { color-scheme: dark; background: #292929; }
  body { color: #ffffff; }
  a { color: #479ef5; }
  blockquote { border-color: #666666; }
  .plain blockquote { color: #adadad; }
  hr { border-color: #525252; }
`;

function read(body: Body, pictures: ReadonlyMap<string, string>): Sanitised {
  return body.contentType === "html"
    ? sanitise(body.content, pictures)
    : { html: plainToHtml(body.content), styles: "", outsidePictures: 0, hasOwnColours: false };
}

/** A mail's text in a frame of its own, as high as it needs. */
export function MessageBody(props: {
  title: string;
  body: Body;
  attachments: readonly Attachment[];
  dark: boolean;
}) {
  const { body, attachments, dark } = props;
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(60);
  const shown = useMemo(() => {
    const pictures = new Map(
      attachments.flatMap((file) =>
        file.contentId && file.contentBytes
          ? [[file.contentId, `data:${file.contentType};base64,${file.contentBytes}`] as const]
          : [],
      ),
    );
    return read(body, pictures);
  }, [body, attachments]);
  // A mail that paints its own colours was painted for white paper.
  const onPaper = dark && shown.hasOwnColours;

  const fit = () => {
    const page = frame.current?.contentDocument;
    if (!page?.body) return;
    const measure = () => setHeight(Math.ceil(page.body.getBoundingClientRect().height) + 18);
    measure();
    new ResizeObserver(measure).observe(page.body);
    page.addEventListener("keydown", (event) => {
      document.body.dispatchEvent(
        new KeyboardEvent("keydown", {
          key: event.key,
          ctrlKey: event.ctrlKey,
          metaKey: event.metaKey,
          altKey: event.altKey,
          bubbles: true,
        }),
      );
    });
  };

  return (
    <>
      {shown.outsidePictures > 0 && (
        <p className="notice">
          {shown.outsidePictures === 1 ? "A picture" : `${shown.outsidePictures} pictures`} from other servers{" "}
          {shown.outsidePictures === 1 ? "is" : "are"} not loaded: loading would tell the sender that you read
          this.
        </p>
      )}
      <iframe
        ref={frame}
        title={props.title}
        className={`message-body ${onPaper ? "on-paper" : ""}`}
        style={{ height }}
        sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        srcDoc={
          `<!doctype html><html><head><meta http-equiv="Content-Security-Policy" content="${POLICY}">` +
          `<base target="_blank"><style>${STYLE}${dark && !onPaper ? DARK_STYLE : ""}${shown.styles}</style></head>` +
          `<body>${shown.html}</body></html>`
        }
        onLoad={fit}
      />
    </>
  );
}
