import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../api/ApiContext";
import type { WordingSettings, WordingView } from "../api/types";

export function useWording(address: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["wording", address],
    queryFn: ({ signal }) => api.wording(address, signal),
  });
}

/** The mail as it would be with these settings; the last one stays while the next is written. */
export function useWordingPreview(address: string, settings: WordingSettings) {
  const api = useApi();
  return useQuery({
    queryKey: ["wordingPreview", address, settings],
    queryFn: ({ signal }) => api.previewWording(address, settings, signal),
    placeholderData: (last) => last,
  });
}

export function useSetWording(address: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (settings: WordingSettings) => api.setWording(address, settings),
    onSuccess: async (now: WordingView) => {
      queries.setQueryData(["wording", address], now);
      await Promise.all(
        ["commitment", "thread", "request", "openCommitments"].map((queryKey) =>
          queries.invalidateQueries({ queryKey: [queryKey] }),
        ),
      );
    },
  });
}

export function useRevokeLinks(commitment: string) {
  const api = useApi();
  return useMutation({ mutationFn: () => api.revokeLinks(commitment) });
}
