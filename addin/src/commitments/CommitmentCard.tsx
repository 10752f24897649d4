import { Button, Field, Textarea } from "@fluentui/react-components";
import { useState } from "react";
import type { CommitmentDetail, CommitmentView, Zone } from "../api/types";
import { NextFollowUp } from "../followUps/NextFollowUp";
import { ThankYouCard } from "../followUps/ThankYouCard";
import { History, readAs } from "../replies/History";
import { QuestionCard } from "../replies/QuestionCard";
import { ReadingForm } from "../replies/ReadingForm";
import { BothTimes } from "../ui/BothTimes";
import { ConfirmDialog } from "../ui/ConfirmDialog";
import { useLanguage } from "../ui/Language";
import { Failed, Waiting } from "../ui/Notice";
import { Ledger } from "./Ledger";
import { useCommitment, useTelling } from "./queries";
import { StateBadge } from "./StateBadge";

type Props = {
  commitment: CommitmentView;
  zone: Zone;
  /** With others beside it, the history stays folded until asked for. */
  isAlone: boolean;
};

/** One contact's part of a request: how it stands, what happens next, and everything behind it. */
export function CommitmentCard({ commitment, zone, isAlone }: Props) {
  const { text } = useLanguage();
  const detail = useCommitment(commitment.id);
  const now = detail.data?.commitment ?? commitment;
  return (
    <article className="card commitment" aria-label={now.contact.name}>
      <header className="stack tight">
        <div className="row spread">
          <h2 className="subheading">{now.contact.name}</h2>
          <StateBadge state={now.state} />
        </div>
        {now.partner && <p className="muted small">{now.partner}</p>}
        <p>{now.stateWords}</p>
      </header>
      {now.question && <QuestionCard commitment={now.id} question={now.question} zone={zone} />}
      <Facts commitment={now} zone={zone} />
      {!isOver(now) && <NextFollowUp commitment={now} zone={zone} />}
      {isDelivered(now) && <ThankYouCard commitment={now.id} contact={now.contact.name} />}
      {detail.data && !isOver(now) && <Telling commitment={now} />}
      {detail.data && <Behind detail={detail.data} zone={zone} isOpen={isAlone} />}
      {detail.isPending && <Waiting lines={3} />}
      {detail.error && <Failed failure={detail.error} retry={() => void detail.refetch()} />}
      <output className="visually-hidden">
        {text("commitment.stands", { who: now.contact.name, state: text(`state.${now.state}`) })}
      </output>
    </article>
  );
}

function isDelivered({ state }: CommitmentView): boolean {
  return state === "met" || state === "metLate";
}

function isOver({ state }: CommitmentView): boolean {
  return state === "met" || state === "metLate" || state === "closed";
}

function Facts({ commitment, zone }: { commitment: CommitmentView; zone: Zone }) {
  const { text, number } = useLanguage();
  const { ball, agreedDate, waiting, slips, theirZone } = commitment;
  return (
    <dl className="facts">
      <div>
        <dt>{text("ball.title")}</dt>
        <dd>{text(`ball.${ball}`)}</dd>
      </div>
      <div>
        <dt>{text("commitment.agreedDate")}</dt>
        <dd>
          <BothTimes moment={{ ...agreedDate, theirZone }} yourZone={zone} />
        </dd>
      </div>
      <div>
        <dt>{isOver(commitment) ? text("commitment.waited") : text("commitment.waiting")}</dt>
        <dd>
          {text("hours.working", { hours: number(waiting.workingHours) })}
          <span className="muted">{text("hours.clock", { hours: number(waiting.clockHours) })}</span>
        </dd>
      </div>
      <div>
        <dt>{text("commitment.slips")}</dt>
        <dd>{slips === 0 ? text("commitment.noSlips") : text("commitment.slipped", { count: slips })}</dd>
      </div>
    </dl>
  );
}

function Behind(props: { detail: CommitmentDetail; zone: Zone; isOpen: boolean }) {
  const { detail, zone, isOpen } = props;
  const { text } = useLanguage();
  const { correct } = useTelling(detail.commitment.id);
  return (
    <div className="stack">
      <details open={isOpen}>
        <summary>{text("history.title")}</summary>
        <History
          entries={detail.history}
          zone={zone}
          correct={(entry, done) => (
            <ReadingForm
              event={entry.number}
              kind={readAs(entry)}
              zone={zone}
              busy={correct.isPending}
              failure={correct.error}
              onSave={(correction) => correct.mutate(correction, { onSuccess: done })}
              onCancel={done}
            />
          )}
        />
      </details>
      <details>
        <summary>{text("ledger.title", { count: detail.ledger.length })}</summary>
        <Ledger entries={detail.ledger} zone={zone} />
      </details>
    </div>
  );
}

/** What only the asker can know: an answer that came another way, or that none is needed any more. */
function Telling({ commitment }: { commitment: CommitmentView }) {
  const { text } = useLanguage();
  const { answeredElsewhere, withdraw } = useTelling(commitment.id);
  const [asking, setAsking] = useState<"answeredElsewhere" | "withdraw" | null>(null);
  const [note, setNote] = useState("");
  const telling = asking === "withdraw" ? withdraw : answeredElsewhere;
  const close = () => {
    setAsking(null);
    setNote("");
    telling.reset();
  };
  return (
    <div className="actions">
      <Button size="small" onClick={() => setAsking("answeredElsewhere")}>
        {text("answeredElsewhere.do")}
      </Button>
      <Button size="small" appearance="subtle" onClick={() => setAsking("withdraw")}>
        {text("withdraw.do")}
      </Button>
      {asking !== null && (
        <ConfirmDialog
          title={text(`${asking}.title`)}
          confirm={text(`${asking}.do`)}
          busy={telling.isPending}
          onConfirm={() => telling.mutate(note.trim(), { onSuccess: close })}
          onClose={close}
        >
          <p>{text(`${asking}.what`, { who: commitment.contact.name })}</p>
          <Field label={text(`${asking}.note`)}>
            <Textarea value={note} rows={2} onChange={(_, { value }) => setNote(value)} />
          </Field>
          {telling.error && <Failed failure={telling.error} />}
        </ConfirmDialog>
      )}
    </div>
  );
}
