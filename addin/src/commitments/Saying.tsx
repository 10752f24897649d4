import { Button, Field, Textarea } from "@fluentui/react-components";
import { useEffect, useRef, useState } from "react";
import type { AfterTheEnd, CommitmentDetail, CommitmentView, SnoozeChoice, Zone } from "../api/types";
import { EvidenceQuote } from "../replies/EvidenceQuote";
import { BothTimes } from "../ui/BothTimes";
import { ConfirmDialog } from "../ui/ConfirmDialog";
import { useText } from "../ui/Language";
import { Failed, Notice } from "../ui/Notice";
import { useLastSaid, useTelling } from "./queries";
import { SayingForm } from "./SayingForm";

type Props = { detail: CommitmentDetail; zone: Zone };
type Asking = "snooze" | "date" | "reopen" | "answeredElsewhere" | "withdraw";

/** What only the asker can know or decide: quiet for a while, another date, an answer that came another way, an end, a new beginning. */
export function Saying({ detail, zone }: Props) {
  const text = useText();
  const { commitment } = detail;
  const [asking, setAsking] = useState<Asking | null>(null);
  const pressed = useRef<HTMLButtonElement>(null);
  const offered: Asking[] =
    commitment.ball === "nobody" ? ["reopen"] : ["snooze", "date", "answeredElsewhere", "withdraw"];
  const close = () => {
    setAsking(null);
    pressed.current?.focus();
  };
  return (
    <>
      <div className="actions">
        {offered.map((each) => (
          <Button
            key={each}
            size="small"
            appearance={each === "withdraw" ? "subtle" : "secondary"}
            aria-expanded={isDialog(each) ? undefined : asking === each}
            onClick={({ currentTarget }) => {
              pressed.current = currentTarget as HTMLButtonElement;
              setAsking(asking === each ? null : each);
            }}
          >
            {text(`${each}.do`)}
          </Button>
        ))}
      </div>
      {asking === "snooze" && <Snoozing detail={detail} zone={zone} onClose={close} />}
      {asking === "date" && <SettingDate detail={detail} zone={zone} onClose={close} />}
      {asking === "reopen" && <Reopening detail={detail} zone={zone} onClose={close} />}
      {(asking === "answeredElsewhere" || asking === "withdraw") && (
        <Ending commitment={commitment} how={asking} onClose={close} />
      )}
    </>
  );
}

function isDialog(asking: Asking): boolean {
  return asking === "answeredElsewhere" || asking === "withdraw";
}

type Closable = Props & { onClose: () => void };

function Snoozing({ detail, zone, onClose }: Closable) {
  const text = useText();
  const { commitment, snoozeChoices } = detail;
  const { snooze } = useTelling(commitment);
  return (
    <SayingForm
      title={text("snooze.title")}
      what={text("snooze.what", { who: commitment.contact.name })}
      confirm={text("snooze.do")}
      needsWhen
      whenTitle={text("snooze.pick")}
      zone={zone}
      busy={snooze.isPending}
      failure={snooze.error}
      onSay={({ at, reason }) => at !== null && snooze.mutate({ until: at, reason }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <ul className="choices">
        {snoozeChoices.map(({ end, until }: SnoozeChoice) => (
          <li key={end}>
            <button
              type="button"
              className="choice"
              disabled={snooze.isPending}
              onClick={() => snooze.mutate({ until: until.at, reason: null }, { onSuccess: onClose })}
            >
              <span className="subheading">{text(`snooze.${end}`)}</span>
              <span className="small">
                <BothTimes moment={until} yourZone={zone} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </SayingForm>
  );
}

function SettingDate({ detail: { commitment }, zone, onClose }: Closable) {
  const text = useText();
  const { setDate } = useTelling(commitment);
  return (
    <SayingForm
      title={text("date.title")}
      what={text("date.what", { who: commitment.contact.name })}
      confirm={text("date.do")}
      needsWhen
      zone={zone}
      busy={setDate.isPending}
      failure={setDate.error}
      onSay={({ at, reason }) => at !== null && setDate.mutate({ date: at, reason }, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}

/** Starts from the date that a mail after the end names, if one does. */
function Reopening({ detail: { commitment, afterTheEnd }, zone, onClose }: Closable) {
  const text = useText();
  const { reopen } = useTelling(commitment);
  const named = afterTheEnd?.date?.yours;
  return (
    <SayingForm
      title={text("reopen.title")}
      what={text("reopen.what", { who: commitment.contact.name })}
      confirm={text("reopen.do")}
      needsWhen={false}
      whenTitle={text("reopen.newDate")}
      {...(named ? { first: { day: named.slice(0, 10), time: named.slice(11, 16) } } : {})}
      zone={zone}
      busy={reopen.isPending}
      failure={reopen.error}
      onSay={({ at, reason }) => reopen.mutate({ date: at, reason }, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}

function Ending(props: {
  commitment: CommitmentView;
  how: "answeredElsewhere" | "withdraw";
  onClose: () => void;
}) {
  const { commitment, how, onClose } = props;
  const text = useText();
  const { answeredElsewhere, withdraw } = useTelling(commitment);
  const [note, setNote] = useState("");
  const words = note.trim() || null;
  const ending = how === "withdraw" ? withdraw : answeredElsewhere;
  return (
    <ConfirmDialog
      title={text(`${how}.title`)}
      confirm={text(`${how}.do`)}
      busy={ending.isPending}
      onConfirm={() =>
        how === "withdraw"
          ? withdraw.mutate({ reason: words }, { onSuccess: onClose })
          : answeredElsewhere.mutate({ note: words }, { onSuccess: onClose })
      }
      onClose={onClose}
    >
      <p>{text(`${how}.what`, { who: commitment.contact.name })}</p>
      <Field label={text(`${how}.note`)}>
        <Textarea value={note} rows={2} onChange={(_, { value }) => setNote(value)} />
      </Field>
      {ending.error && <Failed failure={ending.error} />}
    </ConfirmDialog>
  );
}

const undoable = [
  "snoozed",
  "dateAccepted",
  "dateRefused",
  "dateSet",
  "reopened",
  "withdrawn",
  "answeredElsewhere",
  "corrected",
] as const;

/** What was just said has been done, and can be taken back. */
export function JustSaid({ commitment }: { commitment: CommitmentView }) {
  const text = useText();
  const said = useLastSaid(commitment.id);
  const { undo } = useTelling(commitment);
  const notice = useRef<HTMLDivElement>(null);
  const number = said?.number;
  useEffect(() => {
    // The control that said it is gone: the keyboard goes on here.
    if (number !== undefined && document.activeElement === document.body) notice.current?.focus();
  }, [number]);
  if (said === null) return null;
  const kind = undoable.find((each) => each === said.kind);
  return (
    <div ref={notice} tabIndex={-1} className="just-said">
      <Notice
        intent="success"
        action={
          kind && (
            <Button
              size="small"
              disabled={undo.isPending}
              onClick={() => undo.mutate({ event: said.number })}
            >
              {text("undo")}
            </Button>
          )
        }
      >
        {kind ? text(`did.${kind}`) : text("undone")}
      </Notice>
      {undo.error && <Failed failure={undo.error} />}
    </div>
  );
}

/** A mail came after the end; it opens nothing by itself, the asker decides. */
export function WroteAfterTheEnd(props: { detail: CommitmentDetail; wrote: AfterTheEnd; zone: Zone }) {
  const { detail, wrote, zone } = props;
  const text = useText();
  const { correct } = useTelling(detail.commitment);
  const [isReopening, setReopening] = useState(false);
  return (
    <section className="question" aria-label={text("afterEnd.title")}>
      <h3 className="subheading">{text("afterEnd.title")}</h3>
      <p>{wrote.words}</p>
      <EvidenceQuote evidence={wrote.evidence} />
      {isReopening ? (
        <Reopening detail={detail} zone={zone} onClose={() => setReopening(false)} />
      ) : (
        <div className="actions">
          <Button size="small" appearance="primary" onClick={() => setReopening(true)}>
            {text("reopen.do")}
          </Button>
          <Button
            size="small"
            disabled={correct.isPending}
            onClick={() => correct.mutate({ event: wrote.event, kind: "other", date: null })}
          >
            {text("afterEnd.leave")}
          </Button>
        </div>
      )}
      {correct.error && <Failed failure={correct.error} />}
    </section>
  );
}
