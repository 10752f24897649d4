import { useEffect, useState } from "react";
import type { DeadlineChoice, MailSuggestion, Priority, Proposal, TagBody, Zone } from "../api/types";
import type { When } from "../ui/WhenInput";
import { keep, kept } from "../ui/kept";
import { instantOf } from "../ui/wallClock";

/** What the user has filled in so far. */
export type TagDraft = {
  ask: string;
  contacts: string[];
  deadlineBy: "words" | "picker";
  words: string;
  /** The instant of the reading that the user chose; null as long as the likeliest holds. */
  chosen: string | null;
  picked: When;
  priority: Priority;
};

/** The part of a draft that says by when. */
export type DeadlineDraft = Pick<TagDraft, "deadlineBy" | "words" | "chosen" | "picked">;

export function draftFrom(proposal: Proposal): TagDraft {
  return {
    ask: proposal.ask,
    contacts: proposal.recipients.filter(({ role }) => role !== "cc").map(({ person }) => person.address),
    deadlineBy: "words",
    words: proposal.deadline?.understood ? (proposal.deadline.phrase ?? "") : "",
    chosen: null,
    picked: { day: "", time: "17:00" },
    priority: "normal",
  };
}

/** What a suggested sentence says of a draft: what is owed, by whom, and by when where it names a day. */
export function draftOf({ sentence, who, deadline }: MailSuggestion): Partial<TagDraft> {
  return {
    ask: sentence,
    ...(who ? { contacts: [who.address] } : {}),
    ...(deadline?.phrase ? { deadlineBy: "words", words: deadline.phrase, chosen: null } : {}),
  };
}

/** The deadline as the draft names it now; null while none is understood. */
export function deadlineOf(draft: DeadlineDraft, readings: DeadlineChoice[], zone: Zone): string | null {
  if (draft.deadlineBy === "picker")
    return draft.picked.day && draft.picked.time
      ? instantOf(`${draft.picked.day}T${draft.picked.time}`, zone)
      : null;
  return (readings.find(({ at }) => at === draft.chosen) ?? readings[0])?.at ?? null;
}

export function bodyOf(messageId: string, draft: TagDraft, deadline: string | null): TagBody {
  return {
    messageId,
    ask: draft.ask.trim(),
    contacts: draft.contacts,
    deadline: deadlineBodyOf(draft, deadline),
    priority: draft.priority,
  };
}

/** What was typed goes along with what it was understood as, so that the server can say what is wrong with it. */
export function deadlineBodyOf(draft: DeadlineDraft, deadline: string | null) {
  const text = draft.deadlineBy === "words" ? draft.words.trim() : "";
  return { text: text || null, at: deadline };
}

/** A draft that outlives the pane: Outlook may close it at any moment. It is forgotten once the mail is tracked. */
export function useKeptDraft(messageId: string, proposal: Proposal, first?: Partial<TagDraft>) {
  const key = `draft:${messageId}`;
  const [draft, setDraft] = useState<TagDraft>(() => ({
    ...draftFrom(proposal),
    ...kept<Partial<TagDraft>>(key),
    ...first,
  }));
  const [touched, setTouched] = useState(false);
  useEffect(() => {
    if (touched) keep(key, draft);
  }, [key, draft, touched]);
  return {
    draft,
    change: (part: Partial<TagDraft>) => {
      setTouched(true);
      setDraft((before) => ({ ...before, ...part }));
    },
    forget: () => {
      setTouched(false);
      keep(key, null);
    },
  };
}
