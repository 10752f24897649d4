import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../api/ApiContext";
import type { HoldBody, Ladder, PolicyBody, PolicyScope, Priority } from "../api/types";

export function usePolicies() {
  const api = useApi();
  return useQuery({ queryKey: ["policies"], queryFn: ({ signal }) => api.policies(signal) });
}

export function usePolicyChanges(scope: PolicyScope, priority: Priority) {
  const api = useApi();
  const onSuccess = useAskedAnew();
  return {
    set: useMutation({ mutationFn: (body: PolicyBody) => api.setPolicy(scope, priority, body), onSuccess }),
    clear: useMutation({ mutationFn: () => api.clearPolicy(scope, priority), onSuccess }),
  };
}

export function useHolds() {
  const api = useApi();
  return useQuery({ queryKey: ["holds"], queryFn: ({ signal }) => api.holds(signal) });
}

export function useHoldChanges() {
  const api = useApi();
  const onSuccess = useAskedAnew();
  return {
    set: useMutation({ mutationFn: (body: HoldBody) => api.setHold(body), onSuccess }),
    end: useMutation({ mutationFn: (id: string) => api.endHold(id), onSuccess }),
  };
}

export function useEscalation(id: string) {
  const api = useApi();
  return useQuery({ queryKey: ["escalation", id], queryFn: ({ signal }) => api.escalation(id, signal) });
}

export function useEscalations() {
  const api = useApi();
  return useQuery({ queryKey: ["escalations"], queryFn: ({ signal }) => api.escalations(signal) });
}

export function useEscalationChanges(id: string) {
  const api = useApi();
  const onSuccess = useAskedAnew();
  return {
    decide: useMutation({
      mutationFn: (body: { level: number; approve: boolean; reason: string | null }) =>
        api.decideEscalation(id, body),
      onSuccess,
    }),
    acknowledge: useMutation({
      mutationFn: (level: number) => api.acknowledgeEscalation(id, level),
      onSuccess,
    }),
  };
}

export function usePartners() {
  const api = useApi();
  return useQuery({ queryKey: ["partners"], queryFn: ({ signal }) => api.partners(signal) });
}

/** Two partners may have one name; their domains tell them apart. */
export function nameOf({ name, domain }: { name: string; domain: string }): string {
  return name === domain ? name : `${name} (${domain})`;
}

export function useTeams() {
  const api = useApi();
  return useQuery({ queryKey: ["teams"], queryFn: ({ signal }) => api.teams(signal) });
}

export function useLadder(domain: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["ladder", domain],
    queryFn: ({ signal }) => api.ladder(domain, signal),
  });
}

export function useLadderChanges(domain: string) {
  const api = useApi();
  const onSuccess = useAskedAnew();
  return {
    set: useMutation({ mutationFn: (ladder: Ladder) => api.setLadder(domain, ladder), onSuccess }),
    clear: useMutation({ mutationFn: () => api.clearLadder(domain), onSuccess }),
  };
}

/** Whatever is on the page may be decided otherwise now. */
function useAskedAnew() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries();
}
