import { answer, atMost, OfficeFailure, type Callback, type OptionsOrCallback } from "./calls";
import type { ChosenItem, OutlookHost } from "./host";
import type { NotificationBars } from "./notifications";
import type { Address, Body } from "../tenant/message";

/** What the stand-in offers of a mail being read; a member of the real one that is missing here does not compile. */
export type ReadItem = Pick<
  Office.MessageRead,
  | "attachments"
  | "cc"
  | "conversationId"
  | "dateTimeCreated"
  | "dateTimeModified"
  | "displayReplyAllForm"
  | "displayReplyAllFormAsync"
  | "displayReplyForm"
  | "displayReplyFormAsync"
  | "from"
  | "getAllInternetHeadersAsync"
  | "internetMessageId"
  | "itemClass"
  | "itemId"
  | "itemType"
  | "loadCustomPropertiesAsync"
  | "normalizedSubject"
  | "sender"
  | "subject"
  | "to"
> & {
  body: Pick<Office.Body, "getAsync" | "getTypeAsync">;
  categories: Pick<Office.Categories, "addAsync" | "getAsync" | "removeAsync">;
  notificationMessages: ReturnType<NotificationBars["of"]>;
};

/** Office.js names items as Exchange Web Services did: Graph's ids in the other alphabet of Base64. */
export const toOfficeId = (id: string) => id.replaceAll("-", "/").replaceAll("_", "+");
export const toGraphId = (id: string) => id.replaceAll("/", "-").replaceAll("+", "_");

export const FORM_LIMIT = 32 * 1024;
const CUSTOM_PROPERTIES_LIMIT = 2_500;

export function readItem(chosen: ChosenItem, host: OutlookHost, bars: NotificationBars): ReadItem {
  const reply = (all: boolean) => (form: string | Office.ReplyFormData) => {
    const html = typeof form === "string" ? form : (form.htmlBody ?? "");
    atMost(FORM_LIMIT, html, "htmlBody");
    host.showReply(chosen.id, all, html);
  };
  const replyAsync =
    (all: boolean) =>
    (form: string | Office.ReplyFormData, options?: OptionsOrCallback<void>, callback?: Callback<void>) =>
      answer(options, callback, () => reply(all)(form));

  return {
    itemId: toOfficeId(chosen.id),
    itemType: "message",
    itemClass: "IPM.Note",
    conversationId: toOfficeId(chosen.conversationId),
    internetMessageId: chosen.internetMessageId,
    subject: chosen.subject,
    normalizedSubject: chosen.subject.replace(/^((re|fw|fwd)\s*:\s*)+/i, ""),
    from: person(chosen.from),
    sender: person(chosen.sender),
    to: chosen.to.map(person),
    cc: chosen.cc.map(person),
    dateTimeCreated: new Date(chosen.created),
    dateTimeModified: new Date(chosen.modified),
    attachments: chosen.attachments.map((file) => ({
      attachmentType: "file",
      contentId: file.contentId ?? "",
      contentType: file.contentType,
      id: file.id,
      isInline: file.isInline,
      name: file.name,
      size: file.size,
    })),
    body: {
      getAsync(type: string, options?: OptionsOrCallback<string>, callback?: Callback<string>) {
        if (type !== "text" && type !== "html")
          throw new TypeError(`"${type}" is not a form of a mail's text.`);
        answer(options, callback, async () => inForm(await host.bodyOf(chosen.id), type));
      },
      getTypeAsync(
        options?: OptionsOrCallback<Office.CoercionType>,
        callback?: Callback<Office.CoercionType>,
      ) {
        answer(options, callback, async () => (await host.bodyOf(chosen.id)).contentType as never);
      },
    },
    categories: {
      getAsync(
        options?: OptionsOrCallback<Office.CategoryDetails[]>,
        callback?: Callback<Office.CategoryDetails[]>,
      ) {
        answer(options, callback, async () => {
          const list = await host.categoryList();
          const names = host.item?.id === chosen.id ? host.item.categories : chosen.categories;
          return names.map((name) => ({
            displayName: name,
            color: (list.find(({ displayName }) => displayName === name)?.color ?? "none") as never,
          }));
        });
      },
      addAsync(names: string[], options?: OptionsOrCallback<void>, callback?: Callback<void>) {
        answer(options, callback, async () => {
          const list = await host.categoryList();
          const unknown = names.find((name) => !list.some(({ displayName }) => displayName === name));
          if (unknown !== undefined)
            throw new OfficeFailure(
              "InvalidCategory",
              `"${unknown}" is not in the mailbox's list of categories.`,
            );
          await host.changeCategories(chosen.id, (now) => [...new Set([...now, ...names])]);
        });
      },
      removeAsync(names: string[], options?: OptionsOrCallback<void>, callback?: Callback<void>) {
        answer(options, callback, () =>
          host.changeCategories(chosen.id, (now) => now.filter((name) => !names.includes(name))),
        );
      },
    },
    notificationMessages: bars.of(chosen.id),
    getAllInternetHeadersAsync(options?: OptionsOrCallback<string>, callback?: Callback<string>) {
      answer(options, callback, async () =>
        (await host.headersOf(chosen.id)).map(({ name, value }) => `${name}: ${value}`).join("\r\n"),
      );
    },
    loadCustomPropertiesAsync(callback: Callback<Office.CustomProperties>, context?: unknown) {
      answer({ asyncContext: context }, callback, () => customProperties(host.person.id, chosen.id));
    },
    displayReplyForm: reply(false),
    displayReplyAllForm: reply(true),
    displayReplyFormAsync: replyAsync(false),
    displayReplyAllFormAsync: replyAsync(true),
  };
}

const person = ({ name, address }: Address): Office.EmailAddressDetails => ({
  displayName: name,
  emailAddress: address,
  recipientType: "user",
  appointmentResponse: "none",
});

function inForm({ contentType, content }: Body, wanted: "text" | "html"): string {
  if (contentType === wanted) return content;
  if (wanted === "html") {
    const paragraph = document.createElement("p");
    paragraph.textContent = content;
    return paragraph.outerHTML;
  }
  const page = new DOMParser().parseFromString(content, "text/html");
  for (const hidden of page.querySelectorAll("script, style, head")) hidden.remove();
  for (const line of page.querySelectorAll("br")) line.replaceWith("\n");
  for (const block of page.querySelectorAll("p, div, li, tr, blockquote, h1, h2, h3, h4, h5, h6"))
    block.append("\n");
  return (page.body.textContent ?? "").trim();
}

/** Custom properties of one mail, kept in the browser: only this add-in reads them. */
function customProperties(user: string, item: string): Office.CustomProperties {
  const place = `properties ${user} ${item}`;
  const values = new Map<string, unknown>(
    Object.entries(JSON.parse(localStorage.getItem(place) ?? "{}") as Record<string, unknown>),
  );
  return {
    get: (name: string) => values.get(name),
    getAll: () => Object.fromEntries(values),
    set: (name: string, value: string) => void values.set(name, value),
    remove: (name: string) => void values.delete(name),
    saveAsync(callback?: unknown, asyncContext?: unknown) {
      answer(
        { asyncContext },
        typeof callback === "function" ? (callback as Callback<void>) : undefined,
        () => {
          const text = JSON.stringify(Object.fromEntries(values));
          if (text.length > CUSTOM_PROPERTIES_LIMIT)
            throw new OfficeFailure(
              "DataExceedsMaximumSize",
              `A mail's custom properties hold at most ${CUSTOM_PROPERTIES_LIMIT} characters.`,
            );
          localStorage.setItem(place, text);
        },
      );
    },
  };
}
