import {
  DeleteRegular,
  DismissRegular,
  LinkRegular,
  MoreHorizontalRegular,
  SendRegular,
  TextBoldRegular,
  TextBulletListRegular,
  TextItalicRegular,
  TextNumberListLtrRegular,
  TextUnderlineRegular,
} from "@fluentui/react-icons";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useImperativeHandle, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { MessageBody } from "../mail/MessageBody";
import type { Address, Message, Writing } from "../tenant/message";
import { useLooking } from "../tenant/queries";
import { RecipientField } from "./RecipientField";
import { wordsAbove } from "./writing";

/** What is being written. An answer has its draft in the mailbox from the start, because Graph addresses and quotes it. */
export interface Writable {
  kind: "new" | "answer" | "draft";
  draft: Message | null;
  writing: Writing;
  /** HTML to begin with, above the quoted history. */
  words: string;
}

export type Ended = "sent" | "kept" | "discarded";

const FORMATS = [
  { command: "bold", label: "Bold", Icon: TextBoldRegular },
  { command: "italic", label: "Italic", Icon: TextItalicRegular },
  { command: "underline", label: "Underline", Icon: TextUnderlineRegular },
  { command: "insertUnorderedList", label: "Bullets", Icon: TextBulletListRegular },
  { command: "insertOrderedList", label: "Numbering", Icon: TextNumberListLtrRegular },
] as const;

export function Composer(props: {
  start: Writable;
  known: readonly Address[];
  dark: boolean;
  ended: (how: Ended) => void;
  /** Set to what closes the composer and keeps what was written. */
  leaving: RefObject<(() => void) | null>;
}) {
  const { start } = props;
  const { mailbox } = useLooking();
  const editor = useRef<HTMLDivElement>(null);
  const [to, setTo] = useState(start.writing.toRecipients);
  const [cc, setCc] = useState(start.writing.ccRecipients);
  const [subject, setSubject] = useState(start.writing.subject);
  const [ccShown, setCcShown] = useState(cc.length > 0);
  const [historyShown, setHistoryShown] = useState(false);
  const [missing, setMissing] = useState(false);
  const quoted = start.writing.body;
  const hasHistory = quoted.content.trim() !== "";

  const writing = (): Writing => ({
    subject,
    body: wordsAbove(editor.current?.innerHTML ?? "", quoted),
    toRecipients: to,
    ccRecipients: cc,
  });
  const send = useMutation({
    mutationFn: async () => {
      if (!start.draft) return mailbox.sendMail(writing());
      await mailbox.change(start.draft.id, writing());
      return mailbox.send(start.draft.id);
    },
    onSuccess: () => props.ended("sent"),
  });
  const keep = useMutation({
    mutationFn: async () => {
      await (start.draft ? mailbox.change(start.draft.id, writing()) : mailbox.draft(writing()));
    },
    onSuccess: () => props.ended("kept"),
  });
  const discard = useMutation({
    mutationFn: async () => {
      if (start.draft) await mailbox.remove(start.draft.id);
    },
    onSuccess: () => props.ended("discarded"),
  });

  useEffect(() => {
    const place = editor.current;
    if (!place) return;
    place.innerHTML = start.words || "<div><br></div>";
    const whom = place.parentElement?.querySelector<HTMLElement>('[role="combobox"]');
    if (start.writing.toRecipients.length > 0) place.focus();
    else whom?.focus();
  }, [start]);

  const trySend = () => {
    setMissing(to.length + cc.length === 0);
    if (to.length + cc.length > 0 && !send.isPending) send.mutate();
  };
  const leave = () => {
    const text = editor.current?.textContent?.trim() ?? "";
    const untouched = text === "" && (start.kind === "answer" || (to.length === 0 && subject === ""));
    if (untouched) discard.mutate();
    else keep.mutate();
  };
  useImperativeHandle(props.leaving, () => leave);
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      trySend();
    } else if (event.key === "Escape") {
      leave();
    }
  };
  const problem = send.error ?? keep.error ?? discard.error;

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- shortcuts of the fields inside
    <section
      className="composer"
      aria-label={start.kind === "new" ? "New message" : "Your answer"}
      onKeyDown={press}
    >
      <div className="composer-bar">
        <button
          type="button"
          className="primary"
          disabled={send.isPending}
          title="Send (Ctrl+Enter)"
          onClick={trySend}
        >
          <SendRegular aria-hidden="true" /> {send.isPending ? "Sending…" : "Send"}
        </button>
        <div className="formats" role="toolbar" aria-label="Format">
          {FORMATS.map(({ command, label, Icon }) => (
            <button
              key={command}
              type="button"
              className="subtle icon"
              title={label}
              aria-label={label}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => {
                editor.current?.focus();
                document.execCommand(command);
              }}
            >
              <Icon aria-hidden="true" />
            </button>
          ))}
          <button
            type="button"
            className="subtle icon"
            title="Link the selected words"
            aria-label="Link the selected words"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => {
              const address = prompt("Where should the link lead?", "https://");
              if (address && /^https?:\/\/./.test(address))
                document.execCommand("createLink", false, address);
            }}
          >
            <LinkRegular aria-hidden="true" />
          </button>
        </div>
        <button
          type="button"
          className="subtle icon"
          title="Discard"
          aria-label="Discard"
          onClick={() => discard.mutate()}
        >
          <DeleteRegular aria-hidden="true" />
        </button>
        <button
          type="button"
          className="subtle icon"
          title="Close and keep in Drafts (Esc)"
          aria-label="Close and keep in Drafts"
          onClick={leave}
        >
          <DismissRegular aria-hidden="true" />
        </button>
      </div>
      <div className="recipient-row">
        <RecipientField label="To" recipients={to} known={props.known} change={setTo} />
        {!ccShown && (
          <button type="button" className="subtle" onClick={() => setCcShown(true)}>
            Cc
          </button>
        )}
      </div>
      {ccShown && <RecipientField label="Cc" recipients={cc} known={props.known} change={setCc} />}
      {missing && (
        <p className="field-error" role="alert">
          Add at least one recipient before sending.
        </p>
      )}
      <input
        className="subject-field"
        aria-label="Subject"
        placeholder="Add a subject"
        value={subject}
        onChange={(event) => setSubject(event.target.value)}
      />
      <div
        ref={editor}
        className="editor"
        contentEditable
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a text area holds no formatted text
        role="textbox"
        aria-multiline="true"
        aria-label="Message"
        tabIndex={0}
        suppressContentEditableWarning
      />
      {problem && (
        <p className="notice error" role="alert">
          {problem.message}
        </p>
      )}
      {hasHistory && (
        <>
          <button
            type="button"
            className="history-button"
            aria-expanded={historyShown}
            aria-label={historyShown ? "Hide the quoted messages" : "Show the quoted messages"}
            title={historyShown ? "Hide the quoted messages" : "Show the quoted messages"}
            onClick={() => setHistoryShown(!historyShown)}
          >
            <MoreHorizontalRegular aria-hidden="true" />
          </button>
          {historyShown && (
            <MessageBody title="Quoted messages" body={quoted} attachments={[]} dark={props.dark} />
          )}
        </>
      )}
    </section>
  );
}
