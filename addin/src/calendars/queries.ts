import { useMutation, useQuery, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { useApi } from "../api/ApiContext";
import type { CalendarBody, ContactCalendar, EnteredAbsence, PartnerCalendar } from "../api/types";

const onceAVisit = 5 * 60_000;

export function useContactCalendar(address: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["contactCalendar", address],
    queryFn: ({ signal }) => api.contactCalendar(address, signal),
    staleTime: onceAVisit,
  });
}

export function usePartnerCalendar(domain: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["partnerCalendar", domain],
    queryFn: ({ signal }) => api.partnerCalendar(domain, signal),
  });
}

/** Why a commitment's times are what they are; for a lead also those of other askers. */
export function useExplanation(id: string, asLead: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: ["waiting", id, asLead],
    queryFn: ({ signal }) => (asLead ? api.reportedWaiting(id, signal) : api.waiting(id, signal)),
  });
}

export function usePlaces() {
  const api = useApi();
  return useQuery({
    queryKey: ["places"],
    queryFn: ({ signal }) => api.holidayPlaces(signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useHolidays(country: string | null, region: string | null) {
  const api = useApi();
  return useQuery({
    queryKey: ["holidays", country, region],
    queryFn: ({ signal }) => api.holidays(country ?? "", region, signal),
    enabled: country !== null,
    staleTime: onceAVisit,
  });
}

/** What a person can say about when a contact works; every figure is asked for anew afterwards. */
export function useContactCalendarChanges(address: string) {
  const api = useApi();
  const onSuccess = useCountedAnew<ContactCalendar>(["contactCalendar", address]);
  return {
    set: useMutation({
      mutationFn: (body: CalendarBody) => api.setContactCalendar(address, body),
      onSuccess,
    }),
    reset: useMutation({ mutationFn: () => api.resetContactCalendar(address), onSuccess }),
    absences: useMutation({
      mutationFn: (absences: EnteredAbsence[]) => api.setAbsences(address, absences),
      onSuccess,
    }),
    answer: useMutation({
      mutationFn: (answer: "use" | "no") => api.answerLearnedHours(address, answer),
      onSuccess,
    }),
  };
}

export function usePartnerCalendarChanges(domain: string) {
  const api = useApi();
  const onSuccess = useCountedAnew<PartnerCalendar>(["partnerCalendar", domain]);
  return {
    set: useMutation({ mutationFn: (body: CalendarBody) => api.setPartnerCalendar(domain, body), onSuccess }),
    reset: useMutation({ mutationFn: () => api.resetPartnerCalendar(domain), onSuccess }),
  };
}

export type Change<T> = UseMutationResult<unknown, Error, T>;

function useCountedAnew<T>(key: string[]) {
  const queries = useQueryClient();
  return (now: T) => {
    queries.setQueryData(key, now);
    // Not waited for: what was changed is shown at once, the figures follow.
    void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== key[0] });
  };
}
