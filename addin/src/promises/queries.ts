import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../api/ApiContext";
import type { OwnPromise, PromiseBody } from "../api/types";
import { lookAgain } from "../commitments/queries";

/** What the user owes, over all threads. */
export function useOwed() {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ["owed"],
    queryFn: ({ pageParam, signal }) => api.owed(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: lookAgain,
  });
}

/** What the user owes or owed in the thread of an opened mail. */
export function useOwedInThread(conversationId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["owed", "inThread", conversationId],
    queryFn: ({ signal }) => api.owedInThread(conversationId, signal),
    refetchInterval: lookAgain,
  });
}

export function useKeepPromise() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: PromiseBody) => api.keepPromise(body),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["owed"] }),
  });
}

/** What the user can say about a promise as they see it. */
export function usePromiseTelling(promise: OwnPromise) {
  const api = useApi();
  return {
    kept: useAct(promise, api.promiseKept),
    notYetKept: useAct(promise, api.promiseNotYetKept),
    move: useAct(promise, api.movePromise),
    drop: useAct(promise, api.dropPromise),
    undo: useAct(promise, api.undoOfPromise),
  };
}

function useAct<Body extends { seen?: number | null }>(
  { id, events }: OwnPromise,
  tell: (id: string, body: Body) => Promise<OwnPromise>,
) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (said: Omit<Body, "seen">) => tell(id, { ...said, seen: events } as Body),
    onSettled: () => queries.invalidateQueries({ queryKey: ["owed"] }),
  });
}
