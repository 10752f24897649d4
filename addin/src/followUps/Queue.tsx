import { Button, Field, Textarea } from "@fluentui/react-components";
import { SendClockRegular } from "@fluentui/react-icons/svg/send-clock";
import { useState } from "react";
import type { QueuedMail, Zone } from "../api/types";
import { BothTimes } from "../ui/BothTimes";
import { ConfirmDialog } from "../ui/ConfirmDialog";
import { useLanguage } from "../ui/Language";
import { Empty, Failed, Waiting } from "../ui/Notice";
import { instantOf } from "../ui/wallClock";
import { WhenInput, type When } from "../ui/WhenInput";
import { useMail, useQueue } from "./queries";
import "./followUps.css";

/** All that goes out next, and the asker's control of it; as a page of its own it has room for a title. */
export function Queue({ zone, isPage = false }: { zone: Zone; isPage?: boolean }) {
  const { text } = useLanguage();
  const queue = useQueue();
  if (queue.isPending) return <Waiting lines={8} />;
  if (queue.error && !queue.data) return <Failed failure={queue.error} retry={() => void queue.refetch()} />;

  const mails = queue.data.pages.flatMap(({ items }) => items);
  const waiting = mails.filter(({ state }) => state === "awaitingApproval");
  if (mails.length === 0)
    return (
      <Empty isPage icon={<SendClockRegular />} title={text("queue.none")}>
        {text("queue.noneHow")}
      </Empty>
    );
  return (
    <div className="stack">
      <h1 className={isPage ? "page-title" : "visually-hidden"}>{text("pane.queue")}</h1>
      <Mails title={text("queue.approve")} mails={waiting} zone={zone} />
      <Mails title={text("queue.next")} mails={mails.filter((mail) => !waiting.includes(mail))} zone={zone} />
      {queue.hasNextPage && (
        <Button onClick={() => void queue.fetchNextPage()} disabled={queue.isFetchingNextPage}>
          {text("more")}
        </Button>
      )}
    </div>
  );
}

function Mails({ title, mails, zone }: { title: string; mails: readonly QueuedMail[]; zone: Zone }) {
  if (mails.length === 0) return null;
  return (
    <section className="stack tight" aria-label={title}>
      <h2 className="overline group-title">
        {title} <span className="count">{mails.length}</span>
      </h2>
      <ul className="stack">
        {mails.map((mail) => (
          <li key={mail.key}>
            <Mail mail={mail} zone={zone} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Mail({ mail, zone }: { mail: QueuedMail; zone: Zone }) {
  const { text, dayAndTime } = useLanguage();
  return (
    <article className="card queued" data-state={mail.state} aria-label={`${mail.to.name}: ${mail.subject}`}>
      <header className="stack tight">
        <div className="row spread">
          <h3 className="subheading">{mail.to.name}</h3>
          <span className="queued-state">{text(`queue.state.${mail.state}`)}</span>
        </div>
        <BothTimes moment={mail.moment} yourZone={zone} />
        <p className="muted small">{mail.why}</p>
      </header>
      <ul className="queued-asks">
        {mail.asks.map(({ commitment, ask, agreedDate }) => (
          <li key={commitment}>
            {ask}{" "}
            <span className="muted small">
              {text("waitingFor.agreed", { when: dayAndTime(agreedDate.yours) })}
            </span>
          </li>
        ))}
      </ul>
      <details open={mail.state === "awaitingApproval"}>
        <summary className="small">{text("preview.mail")}</summary>
        <div className="mail-text">
          <p className="subheading">{mail.subject}</p>
          {mail.isEdited && <p className="muted small">{text("queue.edited")}</p>}
          {mail.body}
        </div>
      </details>
      {mail.state !== "sending" && <Actions mail={mail} zone={zone} />}
    </article>
  );
}

function Actions({ mail, zone }: { mail: QueuedMail; zone: Zone }) {
  const { text } = useLanguage();
  const { stop, postpone, edit, approve, sendNow } = useMail(mail);
  const [asking, setAsking] = useState<"edit" | "postpone" | null>(null);
  const failure = stop.error ?? sendNow.error ?? (asking === null ? approve.error : null);
  const isBusy = [stop, postpone, edit, approve, sendNow].some(({ isPending }) => isPending);
  const close = () => {
    setAsking(null);
    edit.reset();
    approve.reset();
    postpone.reset();
  };
  return (
    <>
      {failure && <Failed failure={failure} />}
      <div className="actions">
        {mail.state === "awaitingApproval" && (
          <Button
            size="small"
            appearance="primary"
            disabled={isBusy}
            onClick={() => approve.mutate(mail.body)}
          >
            {text("queue.approve.do")}
          </Button>
        )}
        <Button size="small" disabled={isBusy} onClick={() => stop.mutate(undefined)}>
          {text("queue.stop")}
        </Button>
        <Button size="small" disabled={isBusy} onClick={() => setAsking("postpone")}>
          {text("queue.postpone")}
        </Button>
        <Button size="small" disabled={isBusy} onClick={() => setAsking("edit")}>
          {text("queue.edit")}
        </Button>
        {mail.state !== "awaitingApproval" && mail.whyNotNow === null && (
          <Button
            size="small"
            appearance="subtle"
            disabled={isBusy}
            onClick={() => sendNow.mutate(undefined)}
          >
            {text("queue.sendNow")}
          </Button>
        )}
      </div>
      {mail.state === "planned" && mail.whyNotNow && <p className="muted small">{mail.whyNotNow}</p>}
      {asking === "edit" && (
        <EditDialog
          mail={mail}
          isBusy={edit.isPending || approve.isPending}
          failure={edit.error ?? approve.error}
          onSave={(own) =>
            (mail.state === "awaitingApproval" ? approve : edit).mutate(own, { onSuccess: close })
          }
          onClose={close}
        />
      )}
      {asking === "postpone" && (
        <PostponeDialog
          mail={mail}
          zone={zone}
          isBusy={postpone.isPending}
          failure={postpone.error}
          onSave={(until) => postpone.mutate(until, { onSuccess: close })}
          onClose={close}
        />
      )}
    </>
  );
}

function EditDialog(props: {
  mail: QueuedMail;
  isBusy: boolean;
  failure: unknown;
  onSave: (own: string) => void;
  onClose: () => void;
}) {
  const { mail, isBusy, failure, onSave, onClose } = props;
  const { text } = useLanguage();
  const [own, setOwn] = useState(mail.body);
  return (
    <ConfirmDialog
      title={text("queue.edit.title", { who: mail.to.name })}
      confirm={text(mail.state === "awaitingApproval" ? "queue.approve.do" : "reading.save")}
      busy={isBusy}
      onConfirm={() => onSave(own)}
      onClose={onClose}
    >
      <p className="muted small">{text("queue.edit.keep")}</p>
      <Field label={text("queue.edit.text")}>
        <Textarea value={own} rows={12} resize="vertical" onChange={(_, { value }) => setOwn(value)} />
      </Field>
      {failure !== null && <Failed failure={failure} />}
    </ConfirmDialog>
  );
}

function PostponeDialog(props: {
  mail: QueuedMail;
  zone: Zone;
  isBusy: boolean;
  failure: unknown;
  onSave: (until: string) => void;
  onClose: () => void;
}) {
  const { mail, zone, isBusy, failure, onSave, onClose } = props;
  const { text } = useLanguage();
  const [when, setWhen] = useState<When>({ day: "", time: "09:00" });
  const [isMissing, setMissing] = useState(false);
  const save = () => {
    const isGiven = when.day !== "" && when.time !== "";
    setMissing(!isGiven);
    if (isGiven) onSave(instantOf(`${when.day}T${when.time}`, zone));
  };
  return (
    <ConfirmDialog
      title={text("queue.postpone.title", { who: mail.to.name })}
      confirm={text("queue.postpone")}
      busy={isBusy}
      onConfirm={save}
      onClose={onClose}
    >
      <p className="muted small">{text("queue.postpone.what")}</p>
      <WhenInput
        value={when}
        zone={zone}
        onChange={setWhen}
        {...(isMissing ? { error: text("queue.postpone.missing") } : {})}
      />
      {failure !== null && <Failed failure={failure} />}
    </ConfirmDialog>
  );
}
