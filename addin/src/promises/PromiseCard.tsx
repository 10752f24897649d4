import { Button, Field, Textarea } from "@fluentui/react-components";
import { QuestionCircleFilled } from "@fluentui/react-icons/svg/question-circle";
import { useState } from "react";
import type { Evidence, OwnPromise, Zone } from "../api/types";
import { SayingForm } from "../commitments/SayingForm";
import { StateBadge } from "../commitments/StateBadge";
import { EvidenceQuote } from "../replies/EvidenceQuote";
import { History } from "../replies/History";
import { ConfirmDialog } from "../ui/ConfirmDialog";
import { useLanguage, useText } from "../ui/Language";
import { Failed } from "../ui/Notice";
import { useOwedInThread, usePromiseTelling } from "./queries";

type Props = { promise: OwnPromise; zone: Zone };

/** One that was chosen from the list, as it stands now. */
export function FreshPromise({ promise, zone }: Props) {
  const thread = useOwedInThread(promise.conversationId);
  const now = thread.data?.items.find(({ id }) => id === promise.id) ?? promise;
  return <PromiseCard promise={now} zone={zone} />;
}

/** Something the user owes: how it stands, and what they can say about it. */
export function PromiseCard({ promise, zone }: Props) {
  const { text, dayAndTime } = useLanguage();
  const { undo } = usePromiseTelling(promise);
  const { what, to, state, stateInWords, due, slips, inDoubt, isOpen, history } = promise;
  return (
    <article className="card commitment" aria-label={what}>
      <header className="stack tight">
        <p className="overline row spread">
          {text("promise.title")}
          <StateBadge state={state} />
        </p>
        <h2 className="subheading">{what}</h2>
        <p className="muted small">{to ? text("promise.to", { who: to.name }) : text("promise.toSeveral")}</p>
        <p>{stateInWords}</p>
      </header>
      {inDoubt && <Doubt promise={promise} evidence={inDoubt} />}
      <dl className="facts">
        <div>
          <dt>{text("promise.due")}</dt>
          <dd>{dayAndTime(due.yours)}</dd>
        </div>
        <div>
          <dt>{text("commitment.slips")}</dt>
          <dd>{slips === 0 ? text("commitment.noSlips") : text("commitment.slipped", { count: slips })}</dd>
        </div>
      </dl>
      {isOpen && <Saying promise={promise} zone={zone} />}
      {undo.error && <Failed failure={undo.error} />}
      <details open={!isOpen}>
        <summary>{text("history.title")}</summary>
        <History entries={history} zone={zone} undo={({ number }) => undo.mutate({ event: number })} />
      </details>
    </article>
  );
}

/** A mail of the user's own that may have kept the promise. */
function Doubt({ promise, evidence }: { promise: OwnPromise; evidence: Evidence }) {
  const text = useText();
  const { kept, notYetKept } = usePromiseTelling(promise);
  const isBusy = kept.isPending || notYetKept.isPending;
  return (
    <section className="question" aria-label={text("promise.doubt")}>
      <h3 className="subheading row">
        <QuestionCircleFilled aria-hidden /> {text("promise.doubt")}
      </h3>
      <EvidenceQuote evidence={evidence} />
      <div className="actions">
        <Button
          size="small"
          appearance="primary"
          disabled={isBusy}
          onClick={() => kept.mutate({ note: null })}
        >
          {text("promise.itDid")}
        </Button>
        <Button size="small" disabled={isBusy} onClick={() => notYetKept.mutate({})}>
          {text("promise.notYet")}
        </Button>
      </div>
      {(kept.error ?? notYetKept.error) && <Failed failure={kept.error ?? notYetKept.error} />}
    </section>
  );
}

function Saying({ promise, zone }: Props) {
  const text = useText();
  const { kept, move, drop } = usePromiseTelling(promise);
  const [asking, setAsking] = useState<"date" | "drop" | null>(null);
  const [reason, setReason] = useState("");
  const close = () => setAsking(null);
  return (
    <>
      <div className="actions">
        <Button
          size="small"
          appearance="primary"
          disabled={kept.isPending}
          onClick={() => kept.mutate({ note: null })}
        >
          {text("promise.done")}
        </Button>
        <Button
          size="small"
          aria-expanded={asking === "date"}
          onClick={() => setAsking(asking === "date" ? null : "date")}
        >
          {text("promise.move")}
        </Button>
        <Button size="small" appearance="subtle" onClick={() => setAsking("drop")}>
          {text("promise.drop")}
        </Button>
      </div>
      {kept.error && <Failed failure={kept.error} />}
      {asking === "date" && (
        <SayingForm
          title={text("promise.moveTitle")}
          what={text("promise.moveWhat")}
          confirm={text("promise.move")}
          needsWhen
          zone={zone}
          busy={move.isPending}
          failure={move.error}
          onSay={({ at, reason: why }) =>
            at !== null && move.mutate({ date: at, reason: why }, { onSuccess: close })
          }
          onClose={close}
        />
      )}
      {asking === "drop" && (
        <ConfirmDialog
          title={text("promise.dropTitle")}
          confirm={text("promise.drop")}
          busy={drop.isPending}
          onConfirm={() => drop.mutate({ reason: reason.trim() || null }, { onSuccess: close })}
          onClose={close}
        >
          <p>{text("promise.dropWhat")}</p>
          <Field label={text("optional.reason")}>
            <Textarea value={reason} rows={2} onChange={(_, { value }) => setReason(value)} />
          </Field>
          {drop.error && <Failed failure={drop.error} />}
        </ConfirmDialog>
      )}
    </>
  );
}
