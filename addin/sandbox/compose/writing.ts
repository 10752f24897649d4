import { escapeHtml, plainToHtml } from "../mail/sanitise";
import type { Address, Body, Recipient } from "../tenant/message";

/**
 * The draft's body with the person's words above the quoted history, which a plain change of the body would replace.
 * @param words HTML as the editor holds it.
 */
export function wordsAbove(words: string, quoted: Body): Body {
  const history = quoted.contentType === "html" ? quoted.content : plainToHtml(quoted.content);
  const opening = /<body[^>]*>/i.exec(history);
  if (!opening) return { contentType: "html", content: words + history };
  const at = opening.index + opening[0].length;
  return { contentType: "html", content: history.slice(0, at) + words + history.slice(at) };
}

/** Plain words as the editor's paragraphs. */
export const paragraphs = (text: string) =>
  text
    .split(/\r?\n/)
    .map((line) => `<div>${escapeHtml(line) || "<br>"}</div>`)
    .join("");

const ADDRESS = /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;".]+$/;

/** `Name <address>` or an address alone; null when it is neither. */
export function recipientOf(text: string): Recipient | null {
  const named = /^"?([^"<]*?)"?\s*<([^>]+)>$/.exec(text.trim());
  const address = (named?.[2] ?? text).trim();
  if (!ADDRESS.test(address)) return null;
  return { emailAddress: { name: named?.[1]?.trim() || address, address } };
}

/** People whose name or address has a word beginning with what was typed, not chosen already; best first. */
export function suggestions(
  typed: string,
  known: readonly Address[],
  chosen: readonly Recipient[],
  most = 6,
): Address[] {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return [];
  const taken = new Set(chosen.map((recipient) => recipient.emailAddress.address.toLowerCase()));
  return known
    .filter((person) => !taken.has(person.address.toLowerCase()))
    .map((person) => ({ person, rank: rankOf(person, wanted) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank || a.person.name.localeCompare(b.person.name))
    .slice(0, most)
    .map(({ person }) => person);
}

function rankOf({ name, address }: Address, wanted: string): number {
  const lowerName = name.toLowerCase();
  if (lowerName.startsWith(wanted)) return 0;
  if (lowerName.split(/[\s-]+/).some((word) => word.startsWith(wanted))) return 1;
  return address
    .toLowerCase()
    .split(/[.@_-]/)
    .some((word) => word.startsWith(wanted)) || address.toLowerCase().startsWith(wanted)
    ? 2
    : -1;
}
