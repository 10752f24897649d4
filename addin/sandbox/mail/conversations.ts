import type { MessageSummary } from "../tenant/message";
import { dayHeading } from "../time/words";

/** A row of the list: the messages of one thread that lie in the folder, newest first. */
export interface Conversation {
  id: string;
  newest: MessageSummary;
  messages: MessageSummary[];
  unread: number;
  categories: string[];
  /** The message that carries the flag, if any does. */
  flagged: MessageSummary | undefined;
}

export interface DayOfConversations {
  heading: string;
  conversations: Conversation[];
}

/** @param messages Newest first, as the folder lists them. */
export function conversationsOf(messages: readonly MessageSummary[]): Conversation[] {
  const threads = new Map<string, MessageSummary[]>();
  for (const message of messages) {
    const key = message.conversationId || message.id;
    threads.set(key, [...(threads.get(key) ?? []), message]);
  }
  return [...threads.values()].flatMap((thread) => {
    const newest = thread[0];
    return newest
      ? {
          id: newest.conversationId || newest.id,
          newest,
          messages: thread,
          unread: thread.filter((message) => !message.isRead).length,
          categories: [...new Set(thread.flatMap((message) => message.categories))],
          flagged: thread.find((message) => message.flag.flagStatus === "flagged"),
        }
      : [];
  });
}

export function byDay(conversations: readonly Conversation[], now: Date, zone: string): DayOfConversations[] {
  const days: DayOfConversations[] = [];
  for (const conversation of conversations) {
    const heading = dayHeading(new Date(conversation.newest.receivedDateTime), now, zone);
    const last = days.at(-1);
    if (last?.heading === heading) last.conversations.push(conversation);
    else days.push({ heading, conversations: [conversation] });
  }
  return days;
}

/** Every word has to occur somewhere in what the row shows. */
export function matches(message: MessageSummary, words: string): boolean {
  const text = [
    message.subject,
    message.bodyPreview,
    ...[message.from, ...message.toRecipients, ...message.ccRecipients].map((who) =>
      who ? `${who.emailAddress.name} ${who.emailAddress.address}` : "",
    ),
    ...message.categories,
  ]
    .join(" ")
    .toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Whom a row is about: the senders of what came, the recipients of what was sent. */
export function correspondents(conversation: Conversation, me: string): string {
  const mine = (message: MessageSummary) =>
    message.isDraft || message.from?.emailAddress.address.toLowerCase() === me.toLowerCase();
  if (conversation.messages.every(mine)) {
    const to = conversation.newest.toRecipients.map(
      (who) => who.emailAddress.name || who.emailAddress.address,
    );
    return to.join("; ") || "(no recipient)";
  }
  const from = conversation.messages
    .filter((message) => !mine(message))
    .map((message) => message.from?.emailAddress.name || message.from?.emailAddress.address || "(unknown)");
  return [...new Set(from)].join(", ");
}
