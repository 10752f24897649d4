import {
  ArchiveRegular,
  ArrowForwardRegular,
  ArrowLeftRegular,
  ArrowReplyAllRegular,
  ArrowReplyRegular,
  DarkThemeRegular,
  DataTrendingRegular,
  DeleteRegular,
  DismissRegular,
  FlagRegular,
  FolderArrowRightRegular,
  MailEditRegular,
  MailFilled,
  MailUnreadRegular,
  NavigationRegular,
  PanelRightContractRegular,
  PanelRightExpandRegular,
  SearchRegular,
} from "@fluentui/react-icons";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Composer, type Ended, type Writable } from "./compose/Composer";
import { answering, beginning, continuing } from "./compose/starting";
import { conversationsOf, matches, type Conversation } from "./mail/conversations";
import { FolderIcon, Folders, inOrder } from "./mail/Folders";
import { MessageList, type RowActions } from "./mail/MessageList";
import { ReadingPane } from "./mail/ReadingPane";
import { useMailActions } from "./mail/useMailActions";
import type { Notice } from "./office/host";
import { chosenItem, PaneHost } from "./pane/host";
import { TaskPane } from "./pane/TaskPane";
import { PersonChooser } from "./people/PersonChooser";
import { StoryBanner } from "./StoryBanner";
import type { Answering } from "./tenant/graph";
import type { Address, MessageSummary } from "./tenant/message";
import { useClock, useFolders, useLooking, useMessages, useSettings, useThread } from "./tenant/queries";
import type { Person } from "./tenant/sandbox";
import { ClockControls } from "./time/ClockControls";
import { Popover } from "./ui/Popover";
import { hostTheme, useTheme } from "./ui/theme";
import { useShortcuts } from "./ui/useShortcuts";

const NO_NOTICES: Notice[] = [];

/** One person's mail, and the task pane beside it. */
export function Outlook({
  people,
  choosePerson,
}: {
  people: Person[];
  choosePerson: (person: Person) => void;
}) {
  const { person, mailbox } = useLooking();
  const theme = useTheme();
  const clock = useClock().data;
  const now = useMemo(() => new Date(clock?.now ?? 0), [clock?.now]);
  const folders = useFolders();
  const settings = useSettings();
  const actions = useMailActions();

  const [folderId, setFolderId] = useState<string | null>(null);
  const folder = folders.data?.find(({ id }) => id === folderId) ?? folders.data?.find(isInbox);
  const [search, setSearch] = useState("");
  const [chosenConversation, setConversation] = useState<string | null>(null);
  const [chosenMessage, setMessage] = useState<string | null>(null);
  const [writable, setWritable] = useState<Writable | null>(null);
  const [said, say] = useState<{ words: string; undo?: () => void } | null>(null);
  const [notices, setNotices] = useState<Record<string, Notice[]>>({});
  const [isPaneOpen, setPaneOpen] = useState(
    () => localStorage.getItem("pane") !== "closed" && innerWidth > 900,
  );
  const [areFoldersOpen, setFoldersOpen] = useState(false);
  const searchField = useRef<HTMLInputElement>(null);
  const reading = useRef<HTMLElement>(null);
  const leaving = useRef<(() => void) | null>(null);

  const list = useMessages(folder?.id ?? "inbox");
  const messages = useMemo(() => list.data?.pages.flatMap((page) => page.value) ?? [], [list.data]);
  const conversations = useMemo(
    () =>
      conversationsOf(
        search.trim() ? messages.filter((message) => matches(message, search.trim())) : messages,
      ),
    [messages, search],
  );
  const thread = useThread(chosenConversation);
  const inFolder = conversations.find(({ id }) => id === chosenConversation);
  const shownThread = useMemo(() => {
    const all = thread.data ?? [];
    const deleted = folders.data?.find(({ displayName }) => displayName === "Deleted Items")?.id;
    const kept = all.filter(
      ({ id, parentFolderId }) =>
        parentFolderId !== deleted || parentFolderId === folder?.id || id === chosenMessage,
    );
    return kept.length > 0 ? kept : (inFolder?.messages ?? []);
  }, [thread.data, folders.data, folder?.id, inFolder, chosenMessage]);
  const current =
    shownThread.find(({ id }) => id === chosenMessage) ??
    shownThread.find(({ isDraft }) => !isDraft) ??
    shownThread[0];

  const known = useMemo(() => addressBook(people, messages), [people, messages]);

  const choose = useCallback(
    (conversation: Conversation) => {
      setConversation(conversation.id);
      setMessage(conversation.newest.id);
      const unread = conversation.messages.filter(({ isRead }) => !isRead);
      if (unread.length > 0) actions.markRead.mutate({ messages: unread, read: true });
    },
    [actions.markRead],
  );

  const leaveConversation = useCallback(() => {
    setConversation(null);
    setMessage(null);
  }, []);

  const goOnFrom = (conversation: Conversation) => {
    if (conversation.id !== chosenConversation) return;
    const at = conversations.findIndex(({ id }) => id === conversation.id);
    const next = conversations[at + 1] ?? conversations[at - 1];
    if (next && innerWidth > 700) choose(next);
    else leaveConversation();
  };

  const moveTo = (conversation: Conversation, target: string, name: string) => {
    const from = folder?.id ?? "inbox";
    goOnFrom(conversation);
    actions.move.mutate(
      { messages: conversation.messages, folder: target },
      {
        onSuccess: (moved) =>
          say({
            words: `Moved to ${name}.`,
            undo: () => actions.move.mutate({ messages: moved, folder: from }),
          }),
        onError: (error) => say({ words: error.message }),
      },
    );
  };

  const rowActions: RowActions = {
    flag: (conversation) =>
      actions.flag.mutate({
        message: conversation.flagged ?? conversation.newest,
        flagged: !conversation.flagged,
      }),
    markRead: (conversation, read) =>
      actions.markRead.mutate({ messages: read ? conversation.messages : [conversation.newest], read }),
    archive: (conversation) => moveTo(conversation, "archive", "Archive"),
    remove: (conversation) => {
      if (folder?.displayName === "Deleted Items" || conversation.messages.every(({ isDraft }) => isDraft)) {
        goOnFrom(conversation);
        actions.remove.mutate(conversation.messages, {
          onSuccess: () => say({ words: "Deleted for good." }),
        });
      } else moveTo(conversation, "deleteditems", "Deleted Items");
    },
  };

  const sayWhy = (error: Error) => say({ words: error.message });
  const answer = (message: MessageSummary, how: Answering, html?: string) => {
    leaving.current?.();
    return mailbox
      .answer(message.id, how)
      .then((draft) => setWritable(answering(draft, message, how, person.mail, html)), sayWhy);
  };
  const edit = (message: MessageSummary) =>
    mailbox.message(message.id).then((draft) => setWritable(continuing(draft)), sayWhy);
  const write = () => {
    leaving.current?.();
    setWritable(beginning());
  };
  const ended = (written: Writable, how: Ended) => {
    setWritable((now) => (now === written ? null : now));
    if (how !== "discarded") say({ words: { sent: "Sent.", kept: "Kept in Drafts." }[how] });
    void actions.settle();
  };

  const host = useMemo(
    () =>
      new PaneHost(
        mailbox,
        {
          id: person.id,
          displayName: person.displayName,
          emailAddress: person.mail,
          timeZone: settings.data?.timeZone ?? person.timeZone,
        },
        hostTheme(theme.dark),
      ),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the theme is told to the same host below
    [mailbox, person, settings.data?.timeZone],
  );
  useEffect(() => {
    window.outlookHost = host;
    return () => {
      delete window.outlookHost;
    };
  }, [host]);
  useEffect(() => host.dress(hostTheme(theme.dark)), [host, theme.dark]);
  useEffect(() => {
    host.choose(current && !current.isDraft ? chosenItem(current, []) : null);
  }, [host, current]);
  host.actions = {
    showMessage: (id) =>
      void mailbox.message(id).then((message) => {
        leaving.current?.();
        setConversation(message.conversationId);
        setMessage(message.id);
      }),
    showReply: (id, all, html) =>
      void mailbox
        .message(id)
        .then((message) => answer(message, all ? "createReplyAll" : "createReply", html)),
    showNewMessage: (form) => setWritable(beginning(form)),
    showNotices: (id, shown) => setNotices((before) => ({ ...before, [id]: shown })),
    categoriesChanged: () => void actions.settle(),
  };

  const togglePane = () => {
    localStorage.setItem("pane", isPaneOpen ? "closed" : "open");
    setPaneOpen(!isPaneOpen);
  };

  useShortcuts({
    n: write,
    r: () => current && !current.isDraft && void answer(current, "createReply"),
    a: () => current && !current.isDraft && void answer(current, "createReplyAll"),
    f: () => current && !current.isDraft && void answer(current, "createForward"),
    e: () => inFolder && rowActions.archive(inFolder),
    Delete: () => inFolder && rowActions.remove(inFolder),
    "/": () => searchField.current?.focus(),
    ArrowDown: () => stepInto(conversations, chosenConversation, chooseRow, 1),
    ArrowUp: () => stepInto(conversations, chosenConversation, chooseRow, -1),
    Enter: () => reading.current?.focus(),
    Escape: () => (writable ? undefined : leaveConversation()),
  });

  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => say(null), 7_000);
    return () => clearTimeout(timer);
  }, [said]);

  // A draft opens for writing as soon as it is chosen in its folder.
  const isDrafts = folder?.displayName === "Drafts";
  const chooseRow = (conversation: Conversation) => {
    leaving.current?.();
    choose(conversation);
    if (isDrafts) void edit(conversation.newest);
  };

  const hasReading = writable !== null || current !== undefined;
  return (
    <div className={`outlook ${hasReading ? "reading-shown" : ""} ${isPaneOpen ? "pane-shown" : ""}`}>
      <header className="top">
        <button
          type="button"
          className="subtle icon folders-button"
          aria-label="Folders"
          aria-expanded={areFoldersOpen}
          onClick={() => setFoldersOpen(!areFoldersOpen)}
        >
          <NavigationRegular aria-hidden="true" />
        </button>
        <h1>Mail</h1>
        <search className="search">
          <SearchRegular aria-hidden="true" />
          <input
            ref={searchField}
            type="search"
            aria-label={`Search in ${folder?.displayName ?? "the folder"}`}
            placeholder={`Search in ${folder?.displayName ?? "the folder"}`}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Escape") setSearch("");
            }}
          />
        </search>
        {clock && <ClockControls now={now} zone={person.timeZone} />}
        <button
          type="button"
          className="subtle icon theme-button"
          title={`Theme: ${theme.choice}`}
          aria-label={`Theme: ${theme.choice}. Change`}
          onClick={() => theme.setChoice(theme.dark ? "light" : "dark")}
        >
          <DarkThemeRegular aria-hidden="true" />
        </button>
        <PersonChooser
          people={people}
          chosen={person}
          now={clock ? now : null}
          choose={(next) => {
            leaving.current?.();
            choosePerson(next);
          }}
        />
      </header>

      <StoryBanner />

      <nav className="rail" aria-label="Applications">
        <span className="rail-item current" aria-current="page">
          <MailFilled aria-hidden="true" />
          Mail
        </span>
        <a
          className="rail-item"
          href={`/sandbox-dashboard.html?user=${person.id}`}
          target="_blank"
          rel="noreferrer"
        >
          <DataTrendingRegular aria-hidden="true" />
          Dashboard
        </a>
      </nav>

      <div className="ribbon" role="toolbar" aria-label="Message">
        <button type="button" className="primary" title="New mail (n)" onClick={write}>
          <MailEditRegular aria-hidden="true" /> New mail
        </button>
        <Tool
          label="Delete"
          hint="Delete"
          Icon={DeleteRegular}
          act={inFolder && (() => rowActions.remove(inFolder))}
        />
        <Tool
          label="Archive"
          hint="e"
          Icon={ArchiveRegular}
          act={inFolder && (() => rowActions.archive(inFolder))}
        />
        <Popover
          label="Move to a folder"
          className="tool"
          disabled={!inFolder}
          face={
            <>
              <FolderArrowRightRegular aria-hidden="true" /> <span>Move to</span>
            </>
          }
        >
          {(close) => (
            <ul className="menu">
              {inOrder(folders.data ?? [])
                .filter((target) => target.id !== folder?.id && target.displayName !== "Drafts")
                .map((target) => (
                  <li key={target.id}>
                    <button
                      type="button"
                      onClick={() => {
                        close();
                        if (inFolder) moveTo(inFolder, target.id, target.displayName);
                      }}
                    >
                      <FolderIcon name={target.displayName} /> {target.displayName}
                    </button>
                  </li>
                ))}
            </ul>
          )}
        </Popover>
        <span className="divider" />
        <Tool label="Reply" hint="r" Icon={ArrowReplyRegular} act={answerer("createReply")} />
        <Tool label="Reply all" hint="a" Icon={ArrowReplyAllRegular} act={answerer("createReplyAll")} />
        <Tool label="Forward" hint="f" Icon={ArrowForwardRegular} act={answerer("createForward")} />
        <span className="divider" />
        <Tool
          label="Mark unread"
          Icon={MailUnreadRegular}
          act={inFolder && (() => rowActions.markRead(inFolder, false))}
        />
        <Tool label="Flag" Icon={FlagRegular} act={inFolder && (() => rowActions.flag(inFolder))} />
        <button
          type="button"
          className={`tool pane-button ${isPaneOpen ? "pressed" : ""}`}
          aria-label="MailCommitments"
          aria-pressed={isPaneOpen}
          onClick={togglePane}
        >
          {isPaneOpen ? (
            <PanelRightContractRegular aria-hidden="true" />
          ) : (
            <PanelRightExpandRegular aria-hidden="true" />
          )}
          <span>MailCommitments</span>
        </button>
      </div>

      <nav className={`folder-column ${areFoldersOpen ? "open" : ""}`} aria-label="Folders">
        <p className="account" title={person.mail}>
          {person.mail}
        </p>
        {folders.isError && <p className="notice error">{folders.error.message}</p>}
        <Folders
          folders={folders.data ?? []}
          chosen={folder?.id ?? ""}
          choose={(next) => {
            setFolderId(next.id);
            setFoldersOpen(false);
            setSearch("");
            leaving.current?.();
            leaveConversation();
          }}
        />
      </nav>

      <section className="list-column" aria-label="Messages">
        <header>
          <h2>{folder?.displayName ?? "Inbox"}</h2>
          <p>
            {search.trim()
              ? `${conversations.length} found`
              : folder && folder.unreadItemCount > 0
                ? `${folder.unreadItemCount} unread`
                : ""}
          </p>
        </header>
        {list.isError ? (
          <p className="notice error" role="alert">
            The messages could not be read: {list.error.message}
          </p>
        ) : list.isPending ? (
          <ListSkeleton />
        ) : conversations.length === 0 ? (
          <div className="empty">
            <p>{search.trim() ? "Nothing here has all of these words." : "Nothing in this folder."}</p>
          </div>
        ) : (
          <MessageList
            conversations={conversations}
            chosen={chosenConversation}
            now={now}
            zone={person.timeZone}
            me={person.mail}
            choose={chooseRow}
            enter={() => reading.current?.focus()}
            more={list.hasNextPage && !list.isFetchingNextPage ? () => void list.fetchNextPage() : null}
            actions={rowActions}
          />
        )}
      </section>

      <main className="reading" ref={reading} tabIndex={-1} aria-label="Reading pane">
        {hasReading && (
          <button
            type="button"
            className="subtle back"
            onClick={() => {
              leaving.current?.();
              leaveConversation();
            }}
          >
            <ArrowLeftRegular aria-hidden="true" /> {folder?.displayName ?? "Inbox"}
          </button>
        )}
        {writable && (
          <Composer
            key={writable.draft?.id ?? "new"}
            start={writable}
            known={known}
            dark={theme.dark}
            ended={(how) => ended(writable, how)}
            leaving={leaving}
          />
        )}
        {writable?.kind !== "new" && writable?.kind !== "draft" && (
          <ReadingPane
            thread={shownThread.filter(({ id }) => id !== writable?.draft?.id)}
            chosen={current?.id ?? null}
            now={now}
            zone={person.timeZone}
            dark={theme.dark}
            notices={notices[current?.id ?? ""] ?? NO_NOTICES}
            choose={(message) => setMessage(message.id)}
            answer={(message, how) => void answer(message, how)}
            edit={(message) => void edit(message)}
          />
        )}
      </main>

      {isPaneOpen && !settings.isPending && <TaskPane person={person.id} close={togglePane} />}

      <output className="said">
        {said && (
          <p>
            {said.words}
            {said.undo && (
              <button
                type="button"
                onClick={() => {
                  said.undo?.();
                  say(null);
                }}
              >
                Undo
              </button>
            )}
            <button type="button" aria-label="Close" onClick={() => say(null)}>
              <DismissRegular aria-hidden="true" />
            </button>
          </p>
        )}
      </output>
    </div>
  );

  function answerer(how: Answering) {
    return current && !current.isDraft ? () => void answer(current, how) : undefined;
  }
}

function Tool(props: {
  label: string;
  hint?: string;
  Icon: typeof DeleteRegular;
  act: (() => void) | undefined;
}) {
  return (
    <button
      type="button"
      className="tool"
      title={props.hint ? `${props.label} (${props.hint})` : props.label}
      aria-label={props.label}
      disabled={!props.act}
      onClick={props.act}
    >
      <props.Icon aria-hidden="true" /> <span>{props.label}</span>
    </button>
  );
}

function ListSkeleton() {
  return (
    <output className="skeletons" aria-label="Loading the messages">
      {Array.from({ length: 7 }, (_, at) => (
        <div key={at} className="skeleton-row">
          <span />
          <p />
          <p />
        </div>
      ))}
    </output>
  );
}

const isInbox = ({ displayName }: { displayName: string }) => displayName === "Inbox";

function stepInto(
  conversations: readonly Conversation[],
  chosen: string | null,
  choose: (conversation: Conversation) => void,
  by: number,
) {
  const next = conversations[conversations.findIndex(({ id }) => id === chosen) + by];
  if (!next) return;
  choose(next);
  document.querySelector<HTMLElement>(`[data-conversation="${CSS.escape(next.id)}"]`)?.focus();
}

/** Everybody of the tenant and everybody who stands in the mail at hand, once each. */
function addressBook(people: readonly Person[], messages: readonly MessageSummary[]): Address[] {
  const book = new Map<string, Address>();
  for (const { displayName, mail } of people)
    book.set(mail.toLowerCase(), { name: displayName, address: mail });
  for (const message of messages)
    for (const who of [message.from, ...message.toRecipients, ...message.ccRecipients]) {
      const address = who?.emailAddress;
      if (address?.address && !book.has(address.address.toLowerCase()))
        book.set(address.address.toLowerCase(), address);
    }
  return [...book.values()];
}
