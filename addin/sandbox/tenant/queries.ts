import { keepPreviousData, useInfiniteQuery, useQuery, type InfiniteData } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import type { Mailbox, Page } from "./graph";
import type { MessageSummary } from "./message";
import * as sandbox from "./sandbox";

/** Whose mailbox the page shows, with the door to it. */
export interface Looking {
  person: sandbox.Person;
  mailbox: Mailbox;
}

export const LookingContext = createContext<Looking | null>(null);

export function useLooking(): Looking {
  const looking = useContext(LookingContext);
  if (!looking) throw new Error("Choose a person first.");
  return looking;
}

/** How often the page asks for news, in milliseconds. */
const NEWS = 4_000;

export const usePeople = () =>
  useQuery({
    queryKey: ["people"],
    queryFn: sandbox.people,
    // While the tenant is still being filled there may be nobody yet.
    refetchInterval: ({ state }) => (state.data?.length ? 60_000 : 1_000),
  });

export const useClock = () =>
  useQuery({ queryKey: ["clock"], queryFn: sandbox.clock, refetchInterval: NEWS });

export const useStory = () =>
  useQuery({
    queryKey: ["story"],
    queryFn: sandbox.story,
    refetchInterval: ({ state }) => (state.data?.running || state.data === undefined ? 1_000 : false),
  });

export const mailKey = (looking: Looking, ...rest: string[]) => ["mail", looking.person.id, ...rest];

export function useFolders() {
  const looking = useLooking();
  return useQuery({
    queryKey: mailKey(looking, "folders"),
    queryFn: () => looking.mailbox.folders(),
    refetchInterval: NEWS,
  });
}

export type FolderPages = InfiniteData<Page<MessageSummary>, string | null>;

export function useMessages(folder: string) {
  const looking = useLooking();
  return useInfiniteQuery({
    queryKey: mailKey(looking, "list", folder),
    queryFn: ({ pageParam }) =>
      pageParam === null ? looking.mailbox.messages(folder) : looking.mailbox.page(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: NEWS,
  });
}

export function useThread(conversation: string | null) {
  const looking = useLooking();
  return useQuery({
    queryKey: mailKey(looking, "thread", conversation ?? ""),
    queryFn: () => (conversation ? looking.mailbox.thread(conversation) : []),
    enabled: conversation !== null,
    refetchInterval: NEWS,
    placeholderData: (before, query) =>
      query?.queryKey.at(-1) === conversation ? keepPreviousData(before) : undefined,
  });
}

export function useMessage(id: string) {
  const looking = useLooking();
  return useQuery({
    queryKey: mailKey(looking, "message", id),
    queryFn: () => looking.mailbox.message(id),
    staleTime: Infinity,
  });
}

export function useAttachments(id: string, wanted: boolean) {
  const looking = useLooking();
  return useQuery({
    queryKey: mailKey(looking, "attachments", id),
    queryFn: () => looking.mailbox.attachments(id),
    enabled: wanted,
    staleTime: Infinity,
  });
}

/** Colours of categories; an unknown name is drawn without one. */
export function useCategories() {
  const looking = useLooking();
  return useQuery({
    queryKey: mailKey(looking, "categories"),
    queryFn: () => looking.mailbox.categories(),
    retry: false,
    refetchInterval: 60_000,
  });
}

export function useSettings() {
  const looking = useLooking();
  return useQuery({
    queryKey: mailKey(looking, "settings"),
    queryFn: () => looking.mailbox.settings(),
    retry: false,
    staleTime: Infinity,
  });
}
