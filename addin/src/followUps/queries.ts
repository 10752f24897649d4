import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../api/ApiContext";
import type { Api } from "../api/client";
import type { Instant, QueuedMail } from "../api/types";

/** How often an open queue looks what has left meanwhile, in milliseconds. */
const lookAgain = 15_000;

export function useQueue() {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ["followUps"],
    queryFn: ({ pageParam, signal }) => api.followUps(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: lookAgain,
  });
}

/** What the asker can do with a mail of the queue, as they saw it. */
export function useMail({ key, version }: QueuedMail) {
  const acting = useActing();
  return {
    stop: useMutation(acting((api) => api.stopFollowUp(key, version))),
    postpone: useMutation(acting((api, until: Instant) => api.postponeFollowUp(key, version, until))),
    edit: useMutation(acting((api, text: string) => api.editFollowUp(key, version, text))),
    approve: useMutation(acting((api, text: string) => api.approveFollowUp(key, version, text))),
    sendNow: useMutation(acting((api) => api.sendFollowUpNow(key, version))),
  };
}

export function useSensitivity(address: string) {
  const api = useApi();
  const queries = useQueryClient();
  const acting = useActing();
  const queryKey = ["sensitivity", address];
  return {
    now: useQuery({ queryKey, queryFn: ({ signal }) => api.sensitivity(address, signal) }),
    mark: useMutation({
      ...acting((asked, isSensitive: boolean) => asked.markSensitive(address, isSensitive)),
      onSuccess: (now) => queries.setQueryData(queryKey, now),
    }),
  };
}

export function useThankYou(commitment: string) {
  const api = useApi();
  const queries = useQueryClient();
  const queryKey = ["thankYou", commitment];
  return {
    draft: useQuery({ queryKey, queryFn: ({ signal }) => api.thankYou(commitment, signal) }),
    send: useMutation({
      mutationFn: (text: string) => api.thank(commitment, text),
      onSuccess: (now) => queries.setQueryData(queryKey, now),
    }),
  };
}

/** Whatever came of it, also a refusal because the mail has changed: what is shown is asked for anew. */
function useActing() {
  const api = useApi();
  const queries = useQueryClient();
  return <In, Out>(act: (api: Api, wish: In) => Promise<Out>) => ({
    mutationFn: (wish: In) => act(api, wish),
    onSettled: () =>
      Promise.all(
        ["followUps", "thread", "request", "commitment", "openCommitments"].map((queryKey) =>
          queries.invalidateQueries({ queryKey: [queryKey] }),
        ),
      ).then(() => undefined),
  });
}
