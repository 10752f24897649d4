import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../api/ApiContext";
import type { Language, LetterKind, WordingScope, WordingSettings } from "../api/types";

/** Each in its own words, as the one who looks for it would read it. */
export const languages: Record<Language, string> = {
  english: "English",
  german: "Deutsch",
  spanish: "Español",
  hindi: "हिन्दी",
};
export const allLanguages = Object.keys(languages) as Language[];

/** What was set for somebody, and what is known of them beside it. */
export function useWording(scope: WordingScope) {
  const api = useApi();
  return useQuery({
    queryKey: ["wording", scope],
    queryFn: async ({ signal }) => {
      switch (scope.of) {
        case "everybody":
          return { set: await api.wordingOfEverybody(signal), signsAs: null };
        case "partner":
          return { set: await api.wordingOfPartner(scope.domain, signal), signsAs: null };
        case "contact": {
          const { set, learnt } = await api.wording(scope.address, signal);
          return { set, signsAs: learnt?.signsAs ?? null };
        }
      }
    },
  });
}

/** The mail as it would be with these settings; the last one stays while the next is written. */
export function useWordingPreview(scope: WordingScope, settings: WordingSettings) {
  const api = useApi();
  return useQuery({
    queryKey: ["wordingPreview", scope, settings],
    queryFn: ({ signal }) => api.previewWording(scope, settings, signal),
    placeholderData: (last) => last,
  });
}

export function useSetWording(scope: WordingScope) {
  const api = useApi();
  const onSuccess = useWrittenAnew();
  return useMutation({
    mutationFn: (settings: WordingSettings) => api.setWording(scope, settings),
    onSuccess: () => onSuccess("wording", "wordingPreview"),
  });
}

export function useLetters() {
  const api = useApi();
  return useQuery({ queryKey: ["letters"], queryFn: ({ signal }) => api.letters(signal) });
}

/** The mail as it would be with this text, or why the text cannot be taken. */
export function useLetterPreview(kind: LetterKind, language: Language, text: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["letterPreview", kind, language, text],
    queryFn: ({ signal }) => api.previewLetter(kind, language, text, signal),
    placeholderData: (last) => last,
  });
}

export function useLetterChanges(kind: LetterKind, language: Language) {
  const api = useApi();
  const onSuccess = useWrittenAnew();
  return {
    set: useMutation({
      mutationFn: (text: string) => api.setLetter(kind, language, text),
      onSuccess: () => onSuccess("letters", "wordingPreview"),
    }),
    reset: useMutation({
      mutationFn: () => api.resetLetter(kind, language),
      onSuccess: () => onSuccess("letters", "wordingPreview"),
    }),
  };
}

export function useRevokeLinks(commitment: string) {
  const api = useApi();
  return useMutation({ mutationFn: () => api.revokeLinks(commitment) });
}

/** Whatever shows a mail, beside what was changed itself. */
function useWrittenAnew() {
  const queries = useQueryClient();
  return (...changed: string[]) =>
    Promise.all(
      [...changed, "commitment", "thread", "request", "openCommitments", "followUps"].map((queryKey) =>
        queries.invalidateQueries({ queryKey: [queryKey] }),
      ),
    ).then(() => undefined);
}
