import {
  ArchiveRegular,
  AttachRegular,
  DeleteRegular,
  FlagFilled,
  FlagRegular,
  ImportantRegular,
  MailReadRegular,
  MailUnreadRegular,
} from "@fluentui/react-icons";
import { useEffect, useRef, type KeyboardEvent } from "react";
import type { MessageSummary } from "../tenant/message";
import { dueDay, listTime } from "../time/words";
import { Avatar } from "../ui/Avatar";
import { Chip } from "./Chip";
import { byDay, correspondents, type Conversation } from "./conversations";

export interface RowActions {
  flag: (conversation: Conversation) => void;
  markRead: (conversation: Conversation, read: boolean) => void;
  archive: (conversation: Conversation) => void;
  remove: (conversation: Conversation) => void;
}

export function MessageList(props: {
  conversations: readonly Conversation[];
  chosen: string | null;
  now: Date;
  zone: string;
  me: string;
  choose: (conversation: Conversation) => void;
  enter: () => void;
  more: (() => void) | null;
  actions: RowActions;
}) {
  const list = useRef<HTMLDivElement>(null);

  const step = (event: KeyboardEvent) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (event.key === "Enter" && (event.target as Element).matches(".row-main")) {
      event.preventDefault();
      (event.target as HTMLElement).click();
      props.enter();
    }
    if (by === 0) return;
    const rows = [...(list.current?.querySelectorAll<HTMLElement>(".row-main") ?? [])];
    const next = rows[rows.indexOf(document.activeElement as HTMLElement) + by];
    if (!next) return;
    event.preventDefault();
    next.focus();
    const conversation = props.conversations.find((one) => one.id === next.dataset["conversation"]);
    if (conversation) props.choose(conversation);
  };

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the rows inside take the focus
    <div className="list" ref={list} onKeyDown={step}>
      {byDay(props.conversations, props.now, props.zone).map((day) => (
        <section key={day.heading}>
          <h3>{day.heading}</h3>
          <ul>
            {day.conversations.map((conversation) => (
              <Row key={conversation.id} conversation={conversation} {...props} />
            ))}
          </ul>
        </section>
      ))}
      {props.more && <More load={props.more} key={props.conversations.length} />}
    </div>
  );
}

function Row(props: {
  conversation: Conversation;
  chosen: string | null;
  now: Date;
  zone: string;
  me: string;
  choose: (conversation: Conversation) => void;
  actions: RowActions;
}) {
  const { conversation, now, zone, me, actions } = props;
  const { newest, unread } = conversation;
  const who = correspondents(conversation, me);
  const face = faceOf(conversation, me);
  const isChosen = props.chosen === conversation.id;
  const due = conversation.flagged?.flag.dueDateTime;
  return (
    <li className={`row ${unread > 0 ? "unread" : ""} ${isChosen ? "chosen" : ""}`}>
      <button
        type="button"
        className="row-main"
        data-conversation={conversation.id}
        aria-current={isChosen}
        onClick={() => props.choose(conversation)}
      >
        <Avatar name={face.name} address={face.address} />
        <span className="row-text">
          <span className="row-line">
            <span className="row-who">
              {newest.isDraft && <i className="draft">[Draft] </i>}
              {who}
            </span>
            {newest.importance === "high" && (
              <ImportantRegular className="important" aria-label="High importance" />
            )}
            {conversation.messages.some((message) => message.hasAttachments) && (
              <AttachRegular aria-label="Has attachments" />
            )}
          </span>
          <span className="row-line">
            <span className="row-subject">{newest.subject || "(no subject)"}</span>
            {conversation.messages.length > 1 && (
              <span className="row-count" title={`${conversation.messages.length} messages here`}>
                {conversation.messages.length}
              </span>
            )}
            <time dateTime={newest.receivedDateTime}>
              {listTime(new Date(newest.receivedDateTime), now, zone)}
            </time>
          </span>
          <span className="row-preview">{newest.bodyPreview || "This message has no text."}</span>
          {(conversation.categories.length > 0 || conversation.flagged) && (
            <span className="row-line row-chips">
              {conversation.flagged && <Due dateTime={due?.dateTime} now={now} zone={zone} />}
              {conversation.categories.map((name) => (
                <Chip key={name} name={name} />
              ))}
            </span>
          )}
        </span>
        {unread > 0 && <span className="unseen">Unread</span>}
      </button>
      <span className="row-actions">
        <button
          type="button"
          tabIndex={-1}
          title={unread > 0 ? "Mark as read" : "Mark as unread"}
          aria-label={unread > 0 ? "Mark as read" : "Mark as unread"}
          onClick={() => actions.markRead(conversation, unread > 0)}
        >
          {unread > 0 ? <MailReadRegular /> : <MailUnreadRegular />}
        </button>
        <button
          type="button"
          tabIndex={-1}
          title={conversation.flagged ? "Remove flag" : "Flag"}
          aria-label={conversation.flagged ? "Remove flag" : "Flag"}
          onClick={() => actions.flag(conversation)}
        >
          {conversation.flagged ? <FlagFilled className="flagged" /> : <FlagRegular />}
        </button>
        <button
          type="button"
          tabIndex={-1}
          title="Archive"
          aria-label="Archive"
          onClick={() => actions.archive(conversation)}
        >
          <ArchiveRegular />
        </button>
        <button
          type="button"
          tabIndex={-1}
          title="Delete"
          aria-label="Delete"
          onClick={() => actions.remove(conversation)}
        >
          <DeleteRegular />
        </button>
      </span>
    </li>
  );
}

function Due({ dateTime, now, zone }: { dateTime: string | undefined; now: Date; zone: string }) {
  const due = dateTime ? dueDay(dateTime, now, zone) : null;
  return (
    <span className={`due ${due?.late ? "late" : ""}`}>
      <FlagFilled aria-hidden="true" /> {due ? `Due ${due.words}` : "Flagged"}
    </span>
  );
}

/** The avatar of a row: the last person other than oneself. */
function faceOf({ messages, newest }: Conversation, me: string) {
  const other = messages.find((message) => !isFrom(message, me))?.from ?? newest.toRecipients[0];
  return other?.emailAddress ?? { name: me, address: me };
}

function isFrom(message: MessageSummary, me: string) {
  return message.from?.emailAddress.address.toLowerCase() === me.toLowerCase();
}

/** Loads the next page when it comes into sight. */
function More({ load }: { load: () => void }) {
  const mark = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const seen = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) load();
    });
    if (mark.current) seen.observe(mark.current);
    return () => seen.disconnect();
  }, [load]);
  return (
    <button type="button" ref={mark} className="more" onClick={load}>
      Older messages
    </button>
  );
}
