import {
  ArrowDownloadRegular,
  ArrowForwardRegular,
  ArrowReplyAllRegular,
  ArrowReplyRegular,
  AttachRegular,
  DocumentRegular,
  FlagFilled,
  ImportantRegular,
  MailRegular,
} from "@fluentui/react-icons";
import { useRef } from "react";
import type { Notice } from "../office/host";
import type { Answering } from "../tenant/graph";
import type { Attachment, MessageSummary, Recipient } from "../tenant/message";
import { useAttachments, useLooking, useMessage } from "../tenant/queries";
import { dateAndTime, dueDay, listTime } from "../time/words";
import { Avatar } from "../ui/Avatar";
import { Chip } from "./Chip";
import { MessageBody } from "./MessageBody";

/** The thread of the chosen conversation, newest first; the chosen message is open. */
export function ReadingPane(props: {
  thread: readonly MessageSummary[];
  chosen: string | null;
  now: Date;
  zone: string;
  dark: boolean;
  notices: readonly Notice[];
  choose: (message: MessageSummary) => void;
  answer: (message: MessageSummary, how: Answering) => void;
  edit: (message: MessageSummary) => void;
}) {
  const newest = props.thread[0];
  if (!newest) return <EmptyPane />;
  const categories = [...new Set(props.thread.flatMap((message) => message.categories))];
  return (
    <article className="thread" aria-label={newest.subject || "(no subject)"}>
      <header>
        <h2>{newest.subject || "(no subject)"}</h2>
        {categories.map((name) => (
          <Chip key={name} name={name} />
        ))}
      </header>
      {props.thread.map((message) =>
        message.id === props.chosen ? (
          <OpenMessage key={message.id} message={message} {...props} />
        ) : (
          <ClosedMessage key={message.id} message={message} {...props} />
        ),
      )}
    </article>
  );
}

function EmptyPane() {
  return (
    <div className="empty">
      <MailRegular aria-hidden="true" />
      <p>Select a message to read it</p>
      <p className="hint">
        <kbd>n</kbd> writes a new one, <kbd>↑</kbd> <kbd>↓</kbd> walk through the list
      </p>
    </div>
  );
}

function ClosedMessage(props: {
  message: MessageSummary;
  now: Date;
  zone: string;
  choose: (message: MessageSummary) => void;
}) {
  const { message } = props;
  const from = message.from?.emailAddress ?? { name: "(draft)", address: "" };
  return (
    <button type="button" className="message closed" onClick={() => props.choose(message)}>
      <Avatar name={from.name} address={from.address} />
      <span className="row-text">
        <span className="row-line">
          <span className={`row-who ${message.isRead ? "" : "strong"}`}>
            {message.isDraft && <i className="draft">[Draft] </i>}
            {from.name || from.address}
          </span>
          {message.hasAttachments && <AttachRegular aria-label="Has attachments" />}
          <time dateTime={message.receivedDateTime}>
            {listTime(new Date(message.receivedDateTime), props.now, props.zone)}
          </time>
        </span>
        <span className="row-preview">{message.bodyPreview}</span>
      </span>
    </button>
  );
}

function OpenMessage(props: {
  message: MessageSummary;
  now: Date;
  zone: string;
  dark: boolean;
  notices: readonly Notice[];
  answer: (message: MessageSummary, how: Answering) => void;
  edit: (message: MessageSummary) => void;
}) {
  const { message, now, zone } = props;
  const full = useMessage(message.id);
  const attachments = useAttachments(
    message.id,
    message.hasAttachments || (full.data?.body.content.includes("cid:") ?? false),
  );
  const from = message.from?.emailAddress ?? { name: "(draft)", address: "" };
  const sender = message.sender?.emailAddress;
  const due = message.flag.flagStatus === "flagged" ? message.flag.dueDateTime : undefined;
  const answers = [
    { how: "createReply", label: "Reply", key: "r", Icon: ArrowReplyRegular },
    { how: "createReplyAll", label: "Reply all", key: "a", Icon: ArrowReplyAllRegular },
    { how: "createForward", label: "Forward", key: "f", Icon: ArrowForwardRegular },
  ] as const;

  return (
    <section className="message open" aria-label={`Message from ${from.name || from.address}`}>
      <header>
        <Avatar name={from.name} address={from.address} size={40} />
        <div className="message-people">
          <p>
            <strong>{from.name || from.address}</strong>
            {from.name !== from.address && <span className="address">&lt;{from.address}&gt;</span>}
            {sender && sender.address !== from.address && (
              <span className="address">sent by {sender.name}</span>
            )}
          </p>
          <RecipientLine label="To" people={message.toRecipients} />
          <RecipientLine label="Cc" people={message.ccRecipients} />
        </div>
        <div className="message-side">
          <div className="answers">
            {message.isDraft ? (
              <button type="button" className="subtle" onClick={() => props.edit(message)}>
                Continue writing
              </button>
            ) : (
              answers.map(({ how, label, key, Icon }) => (
                <button
                  key={how}
                  type="button"
                  className="subtle icon"
                  title={`${label} (${key})`}
                  aria-label={label}
                  onClick={() => props.answer(message, how)}
                >
                  <Icon aria-hidden="true" />
                </button>
              ))
            )}
          </div>
          <time dateTime={message.receivedDateTime}>
            {dateAndTime(new Date(message.receivedDateTime), zone)}
          </time>
        </div>
      </header>
      {message.importance === "high" && (
        <p className="notice">
          <ImportantRegular aria-hidden="true" /> Sent with high importance.
        </p>
      )}
      {message.flag.flagStatus === "flagged" && (
        <p className="notice">
          <FlagFilled aria-hidden="true" className="flagged" /> Follow up
          {due && `: due ${dueDay(due.dateTime, now, zone).words}`}
        </p>
      )}
      {props.notices.map((notice) => (
        <output key={notice.key} className={`notice ${notice.kind}`}>
          {notice.words}
        </output>
      ))}
      {full.isError && (
        <p className="notice error" role="alert">
          This message could not be read: {full.error.message}
        </p>
      )}
      {full.data ? (
        <MessageBody
          title={`Text of the message from ${from.name || from.address}`}
          body={full.data.body}
          attachments={attachments.data ?? NONE}
          dark={props.dark}
        />
      ) : (
        !full.isError && <div className="skeleton" aria-label="Loading the message" />
      )}
      {message.hasAttachments && <Attachments message={message.id} attachments={attachments.data ?? NONE} />}
      {!message.isDraft && (
        <footer className="answers">
          {answers.map(({ how, label, Icon }) => (
            <button key={how} type="button" onClick={() => props.answer(message, how)}>
              <Icon aria-hidden="true" /> {label}
            </button>
          ))}
        </footer>
      )}
    </section>
  );
}

const NONE: Attachment[] = [];

function RecipientLine({ label, people }: { label: string; people: readonly Recipient[] }) {
  if (people.length === 0) return null;
  return (
    <p className="recipients">
      <span>{label}:</span>{" "}
      {people.map(({ emailAddress: { name, address } }, at) => (
        <span key={address} title={address}>
          {name || address}
          {at < people.length - 1 && "; "}
        </span>
      ))}
    </p>
  );
}

const sizeOf = (bytes: number) =>
  bytes < 1_048_576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`;

function Attachments({ message, attachments }: { message: string; attachments: readonly Attachment[] }) {
  const { mailbox } = useLooking();
  const link = useRef<HTMLAnchorElement>(null);

  const save = async (file: Attachment) => {
    const bytes = file.contentBytes ?? (await mailbox.attachment(message, file.id)).contentBytes;
    if (!bytes || !link.current) return;
    const content = Uint8Array.from(atob(bytes), (letter) => letter.codePointAt(0) ?? 0);
    link.current.href = URL.createObjectURL(new Blob([content], { type: file.contentType }));
    link.current.download = file.name;
    link.current.click();
    URL.revokeObjectURL(link.current.href);
  };

  return (
    <ul className="attachments" aria-label="Attachments">
      {attachments
        .filter((file) => !file.isInline)
        .map((file) => (
          <li key={file.id}>
            <button type="button" title={`Save ${file.name}`} onClick={() => void save(file)}>
              <DocumentRegular aria-hidden="true" />
              <span>
                <strong>{file.name}</strong>
                <small>{sizeOf(file.size)}</small>
              </span>
              <ArrowDownloadRegular aria-hidden="true" />
            </button>
          </li>
        ))}
      {/* oxlint-disable-next-line jsx-a11y/anchor-has-content, jsx-a11y/anchor-is-valid -- carries the file, is never shown */}
      <a ref={link} hidden />
    </ul>
  );
}
