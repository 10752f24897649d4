import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { MessageSummary } from "../tenant/message";
import { mailKey, useLooking, type FolderPages } from "../tenant/queries";

type Change = (message: MessageSummary) => MessageSummary | null;

/** What can be done to messages; the list shows it at once and is put right by the mailbox's answer. */
export function useMailActions() {
  const looking = useLooking();
  const queries = useQueryClient();
  const { mailbox } = looking;

  const foresee = async (ids: ReadonlySet<string>, change: Change) => {
    await queries.cancelQueries({ queryKey: mailKey(looking) });
    const apply = (messages: MessageSummary[]) =>
      messages.flatMap((message) => (ids.has(message.id) ? (change(message) ?? []) : message));
    queries.setQueriesData<FolderPages>(
      { queryKey: mailKey(looking, "list") },
      (data) => data && { ...data, pages: data.pages.map((page) => ({ ...page, value: apply(page.value) })) },
    );
    queries.setQueriesData<MessageSummary[]>(
      { queryKey: mailKey(looking, "thread") },
      (data) => data && apply(data),
    );
  };

  const settle = () => queries.invalidateQueries({ queryKey: mailKey(looking) });

  /** One after the other: Outlook serves at most four calls of a mailbox at once. */
  const each = async <T>(
    messages: readonly MessageSummary[],
    call: (message: MessageSummary) => Promise<T>,
  ) => {
    const answers: T[] = [];
    for (const message of messages) answers.push(await call(message));
    return answers;
  };

  const idsOf = (messages: readonly MessageSummary[]) => new Set(messages.map((message) => message.id));

  const move = useMutation({
    mutationFn: (what: { messages: readonly MessageSummary[]; folder: string }) =>
      each(what.messages, (message) => mailbox.move(message.id, what.folder)),
    onMutate: ({ messages }) => foresee(idsOf(messages), () => null),
    onSettled: settle,
  });

  const remove = useMutation({
    mutationFn: (messages: readonly MessageSummary[]) =>
      each(messages, (message) => mailbox.remove(message.id)),
    onMutate: (messages) => foresee(idsOf(messages), () => null),
    onSettled: settle,
  });

  const markRead = useMutation({
    mutationFn: (what: { messages: readonly MessageSummary[]; read: boolean }) =>
      each(what.messages, (message) => mailbox.change(message.id, { isRead: what.read })),
    onMutate: ({ messages, read }) => foresee(idsOf(messages), (message) => ({ ...message, isRead: read })),
    onSettled: settle,
  });

  const flag = useMutation({
    mutationFn: (what: { message: MessageSummary; flagged: boolean }) =>
      mailbox.change(what.message.id, { flag: { flagStatus: what.flagged ? "flagged" : "notFlagged" } }),
    onMutate: ({ message, flagged }) =>
      foresee(idsOf([message]), (now) => ({
        ...now,
        flag: { flagStatus: flagged ? "flagged" : "notFlagged" },
      })),
    onSettled: settle,
  });

  return { move, remove, markRead, flag, settle };
}
