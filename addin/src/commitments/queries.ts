import { skipToken, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../api/ApiContext";
import type { CommitmentDetail, CommitmentView, HistoryEntry, TagBody } from "../api/types";

/** How often an open pane looks for replies that were read meanwhile, in milliseconds. */
export const lookAgain = 15_000;

export function useThread(conversationId: string, messageId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["thread", conversationId, messageId],
    queryFn: ({ signal }) => api.thread(conversationId, messageId, signal),
    refetchInterval: lookAgain,
  });
}

export function useProposal(messageId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["proposal", messageId],
    queryFn: ({ signal }) => api.proposal(messageId, signal),
  });
}

export function useRequest(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["request", id],
    queryFn: ({ signal }) => api.request(id, signal),
    refetchInterval: lookAgain,
  });
}

export function useCommitment(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["commitment", id],
    queryFn: ({ signal }) => api.commitment(id, signal),
    refetchInterval: lookAgain,
  });
}

export function useOpenCommitments() {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ["openCommitments"],
    queryFn: ({ pageParam, signal }) => api.openCommitments(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: lookAgain,
  });
}

export function useTag() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: TagBody) => api.tag(body),
    onSuccess: () =>
      Promise.all(
        ["thread", "proposal", "openCommitments"].map((queryKey) =>
          queries.invalidateQueries({ queryKey: [queryKey] }),
        ),
      ),
  });
}

/** What the asker can say about a commitment as they see it; the answer is the commitment as it then stands. */
export function useTelling(commitment: CommitmentView) {
  const api = useApi();
  return {
    correct: useAct(commitment, api.correct),
    answeredElsewhere: useAct(commitment, api.answeredElsewhere),
    withdraw: useAct(commitment, api.withdraw),
    snooze: useAct(commitment, api.snooze),
    accept: useAct(commitment, api.accept),
    refuse: useAct(commitment, api.refuse),
    setDate: useAct(commitment, api.setDate),
    reopen: useAct(commitment, api.reopen),
    undo: useAct(commitment, api.undo),
  };
}

/** What the asker last said about a commitment in this pane; null before they said anything. */
export function useLastSaid(id: string): HistoryEntry | null {
  const { data } = useQuery<HistoryEntry | null>({
    queryKey: ["lastSaid", id],
    queryFn: skipToken,
    staleTime: Infinity,
  });
  return data ?? null;
}

function useAct<Body extends { seen?: number | null }>(
  { id, events }: CommitmentView,
  tell: (id: string, body: Body) => Promise<CommitmentDetail>,
) {
  const queries = useQueryClient();
  const lookAt = (names: string[]) =>
    Promise.all(names.map((name) => queries.invalidateQueries({ queryKey: [name] })));
  return useMutation({
    mutationFn: (said: Omit<Body, "seen">) => tell(id, { ...said, seen: events } as Body),
    onSuccess: async (now) => {
      queries.setQueryData(["commitment", id], now);
      queries.setQueryData(["lastSaid", id], now.history.at(-1));
      await lookAt(["thread", "request", "openCommitments"]);
    },
    // The server refuses what was said to an older state: the newer one is what to look at.
    onError: () => lookAt(["commitment"]),
  });
}
