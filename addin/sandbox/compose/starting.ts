import { sanitise } from "../mail/sanitise";
import type { Answering } from "../tenant/graph";
import type { Message, MessageSummary, Recipient, Writing } from "../tenant/message";
import { paragraphs, recipientOf } from "./writing";
import type { Writable } from "./Composer";

const EMPTY_BODY = { contentType: "html", content: "" } as const;

/** Graph addresses an answer to one's own mail to oneself; people mean those they wrote to. */
export function addressed(
  draft: Pick<Writing, "toRecipients" | "ccRecipients">,
  original: Pick<MessageSummary, "from" | "toRecipients">,
  how: Answering,
  me: string,
): Pick<Writing, "toRecipients" | "ccRecipients"> {
  if (how === "createForward") return { toRecipients: [], ccRecipients: [] };
  const others = (people: readonly Recipient[]) => people.filter((who) => !isMe(who, me));
  const isOwn = original.from !== undefined && isMe(original.from, me);
  const toRecipients = others(draft.toRecipients);
  return {
    toRecipients: isOwn && toRecipients.length === 0 ? others(original.toRecipients) : toRecipients,
    ccRecipients: others(draft.ccRecipients),
  };
}

const isMe = (who: Recipient, me: string) => who.emailAddress.address.toLowerCase() === me.toLowerCase();

/** @param html Words to begin with, as an add-in may give them. */
export function answering(
  draft: Message,
  original: MessageSummary,
  how: Answering,
  me: string,
  html = "",
): Writable {
  return {
    kind: "answer",
    draft,
    words: html && sanitise(html).html,
    writing: { subject: draft.subject, body: draft.body, ...addressed(draft, original, how, me) },
  };
}

export function continuing(draft: Message): Writable {
  const { subject, body, toRecipients, ccRecipients } = draft;
  const words = body.contentType === "html" ? sanitise(body.content).html : paragraphs(body.content);
  return { kind: "draft", draft, words, writing: { subject, body: EMPTY_BODY, toRecipients, ccRecipients } };
}

export function beginning(form?: { to: string[]; cc: string[]; subject: string; html: string }): Writable {
  const people = (addresses: readonly string[]) => addresses.map(recipientOf).filter((who) => who !== null);
  return {
    kind: "new",
    draft: null,
    words: form?.html ? sanitise(form.html).html : "",
    writing: {
      subject: form?.subject ?? "",
      body: EMPTY_BODY,
      toRecipients: people(form?.to ?? []),
      ccRecipients: people(form?.cc ?? []),
    },
  };
}
