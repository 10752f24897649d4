import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../api/ApiContext";
import type { CommitmentDetail, Correction, TagBody } from "../api/types";

/** How often an open pane looks for replies that were read meanwhile, in milliseconds. */
const lookAgain = 15_000;

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

/** What the asker can tell about a commitment; the answer is the commitment as it then stands. */
export function useTelling(id: string) {
  const api = useApi();
  const queries = useQueryClient();
  const onSuccess = async (now: CommitmentDetail) => {
    queries.setQueryData(["commitment", id], now);
    await Promise.all(
      ["thread", "request", "openCommitments"].map((queryKey) =>
        queries.invalidateQueries({ queryKey: [queryKey] }),
      ),
    );
  };
  return {
    correct: useMutation({ mutationFn: (correction: Correction) => api.correct(id, correction), onSuccess }),
    answeredElsewhere: useMutation({
      mutationFn: (note: string) => api.answeredElsewhere(id, note),
      onSuccess,
    }),
    withdraw: useMutation({ mutationFn: (reason: string) => api.withdraw(id, reason), onSuccess }),
  };
}
