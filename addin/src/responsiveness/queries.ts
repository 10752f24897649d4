import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useApi } from "../api/ApiContext";
import type { Clock, GroupBy } from "../api/types";

export function useContactsReport(clock: Clock) {
  const api = useApi();
  return useQuery({
    queryKey: ["report", "contacts", clock],
    queryFn: ({ signal }) => api.contactsReport(clock, signal),
  });
}

export function useContactReport(id: string, clock: Clock) {
  const api = useApi();
  return useQuery({
    queryKey: ["report", "contact", id, clock],
    queryFn: ({ signal }) => api.contactReport(id, clock, signal),
  });
}

/** Which commitments a figure counts. */
export type Slice = {
  contact?: string;
  partner?: string;
  answered?: boolean;
  open?: boolean;
  overdue?: boolean;
  slipped?: boolean;
  onTime?: boolean;
};

export function useReportRows(slice: Slice) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ["report", "rows", slice],
    queryFn: ({ pageParam, signal }) =>
      api.reportRows({ ...slice, ...(pageParam ? { after: pageParam } : {}) }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

export function useReportedCommitment(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["report", "commitment", id],
    queryFn: ({ signal }) => api.reportedCommitment(id, signal),
  });
}

export function useGroups(by: GroupBy) {
  const api = useApi();
  return useQuery({
    queryKey: ["report", "groups", by],
    queryFn: ({ signal }) => api.groups(by, signal),
  });
}

export function useComparison(partner: string, by: GroupBy, first: string, second: string, clock: Clock) {
  const api = useApi();
  return useQuery({
    queryKey: ["report", "comparison", partner, by, first, second, clock],
    queryFn: ({ signal }) => api.comparison(partner, { by, first, second, clock }, signal),
    enabled: first !== "" && second !== "" && first !== second,
  });
}
