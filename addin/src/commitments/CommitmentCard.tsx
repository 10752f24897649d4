import { Button } from "@fluentui/react-components";
import { lazy, Suspense, useState } from "react";
import type { CommitmentDetail, CommitmentView, Pause, Zone } from "../api/types";
import type { SpanName } from "../calendars/ExplanationSheet";
import { ProposedHours } from "../calendars/ProposedHours";
import { NextFollowUp } from "../followUps/NextFollowUp";
import { ThankYouCard } from "../followUps/ThankYouCard";
import { History, readAs } from "../replies/History";
import { QuestionCard } from "../replies/QuestionCard";
import { ReadingForm } from "../replies/ReadingForm";
import { BothTimes } from "../ui/BothTimes";
import { useLanguage } from "../ui/Language";
import { Failed, Waiting } from "../ui/Notice";
import { DelayFigure } from "./DelayFigure";
import { ExtensionNotice } from "./ExtensionNotice";
import { Ledger } from "./Ledger";
import { useCommitment, useTelling } from "./queries";
import { Restatements } from "./Restatements";
import { JustSaid, Saying, WroteAfterTheEnd } from "./Saying";
import { StateBadge } from "./StateBadge";

const CalendarSheet = lazy(() =>
  import("../calendars/CalendarSheet").then(({ CalendarSheet: sheet }) => ({ default: sheet })),
);
const ExplanationSheet = lazy(() =>
  import("../calendars/ExplanationSheet").then(({ ExplanationSheet: sheet }) => ({ default: sheet })),
);

const FollowUpSheet = lazy(() =>
  import("../followUps/FollowUpSheet").then(({ FollowUpSheet: sheet }) => ({ default: sheet })),
);

/** What lies over the card: the contact's calendar, how follow-ups are decided, or why a time is what it is. */
type Over = { shows: "calendar"; isEditing: boolean } | { shows: "rules" } | { shows: SpanName };

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
  const [over, setOver] = useState<Over | null>(null);
  const now = detail.data?.commitment ?? commitment;
  return (
    <article className="card commitment" aria-label={now.contact.name}>
      <header className="stack tight">
        <div className="row spread">
          <h2 className="subheading">{now.contact.name}</h2>
          <StateBadge state={now.state} />
        </div>
        <p className="muted small row spread">
          {now.partner}
          <Button
            appearance="transparent"
            size="small"
            className="link-button"
            onClick={() => setOver({ shows: "calendar", isEditing: false })}
          >
            {text("calendar.open")}
          </Button>
        </p>
        <p>{now.stateWords}</p>
      </header>
      <JustSaid commitment={now} />
      {now.question && <QuestionCard commitment={now} question={now.question} zone={zone} />}
      {now.extension && (
        <ExtensionNotice key={now.extension.event} commitment={now} extension={now.extension} zone={zone} />
      )}
      {detail.data?.afterTheEnd && (
        <WroteAfterTheEnd detail={detail.data} wrote={detail.data.afterTheEnd} zone={zone} />
      )}
      <ProposedHours
        address={now.contact.address}
        onAdjust={() => setOver({ shows: "calendar", isEditing: true })}
      />
      <Facts commitment={now} zone={zone} onWhy={(shows) => setOver({ shows })} />
      <DelayFigure delay={now.delay} />
      {!isOver(now) && <NextFollowUp commitment={now} zone={zone} />}
      {isDelivered(now) && <ThankYouCard commitment={now.id} contact={now.contact.name} />}
      {!isOver(now) && now.nextFollowUp && (
        <Why about={text("next.title")} onAsk={() => setOver({ shows: "toNextFollowUp" })} />
      )}
      {detail.data && <Saying detail={detail.data} zone={zone} />}
      {detail.data && !isOver(now) && (
        <Button
          appearance="transparent"
          size="small"
          className="link-button"
          onClick={() => setOver({ shows: "rules" })}
        >
          {text("rules.open")}
        </Button>
      )}
      {detail.data && <Behind detail={detail.data} zone={zone} isOpen={isAlone} />}
      {detail.isPending && <Waiting lines={3} />}
      {detail.error && <Failed failure={detail.error} retry={() => void detail.refetch()} />}
      <Suspense>
        {over?.shows === "calendar" && (
          <CalendarSheet
            address={now.contact.address}
            name={now.contact.name}
            zone={zone}
            isEditing={over.isEditing}
            onClose={() => setOver(null)}
          />
        )}
        {over?.shows === "rules" && detail.data && (
          <FollowUpSheet detail={detail.data} zone={zone} onClose={() => setOver(null)} />
        )}
        {over && over.shows !== "calendar" && over.shows !== "rules" && (
          <ExplanationSheet id={now.id} first={over.shows} zone={zone} onClose={() => setOver(null)} />
        )}
      </Suspense>
      <output className="visually-hidden">
        {text("commitment.stands", { who: now.contact.name, state: text(`state.${now.state}`) })}
      </output>
    </article>
  );
}

function isOver({ ball }: CommitmentView): boolean {
  return ball === "nobody";
}

function isDelivered({ state }: CommitmentView): boolean {
  return state === "met" || state === "metLate";
}

/** Asks for the explanation of a time. */
function Why({ about, onAsk }: { about: string; onAsk: () => void }) {
  const { text } = useLanguage();
  return (
    <Button
      appearance="transparent"
      size="small"
      className="link-button"
      aria-label={text("explain.why", { about })}
      onClick={onAsk}
    >
      {text("explain.ask")}
    </Button>
  );
}

function Facts(props: { commitment: CommitmentView; zone: Zone; onWhy: (span: SpanName) => void }) {
  const { commitment, zone, onWhy } = props;
  const { text, number } = useLanguage();
  const { ball, agreedDate, waiting, slips, theirZone, paused, lateBy, medianSlip } = commitment;
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
          <Why about={text("commitment.agreedDate")} onAsk={() => onWhy("toAgreedDate")} />
        </dd>
      </div>
      {paused && <PausedBecause pause={paused} zone={zone} />}
      {lateBy && (
        <div>
          <dt>{text("commitment.lateBy")}</dt>
          <dd>
            {text("hours.working", { hours: number(lateBy.workingHours) })}
            <span className="muted">{text("hours.clock", { hours: number(lateBy.clockHours) })}</span>
          </dd>
        </div>
      )}
      <div>
        <dt>{isOver(commitment) ? text("commitment.waited") : text("commitment.waiting")}</dt>
        <dd>
          {text("hours.working", { hours: number(waiting.workingHours) })}
          <span className="muted">{text("hours.clock", { hours: number(waiting.clockHours) })}</span>
          <Why
            about={text(isOver(commitment) ? "commitment.waited" : "commitment.waiting")}
            onAsk={() => onWhy("waiting")}
          />
        </dd>
      </div>
      <div>
        <dt>{text("commitment.slips")}</dt>
        <dd>
          {slips === 0 ? text("commitment.noSlips") : text("commitment.slipped", { count: slips })}
          {medianSlip && (
            <span className="muted">
              {text(slips === 1 ? "commitment.oneSlip" : "commitment.medianSlip", {
                hours: number(medianSlip.workingHours),
              })}
            </span>
          )}
        </dd>
      </div>
    </dl>
  );
}

function PausedBecause({ pause: { reason, until, note }, zone }: { pause: Pause; zone: Zone }) {
  const { text } = useLanguage();
  return (
    <div>
      <dt>{text("paused.title")}</dt>
      <dd>
        {text(`paused.${reason}`)}
        {until && <BothTimes moment={until} yourZone={zone} />}
        {note && <span className="muted">{note}</span>}
      </dd>
    </div>
  );
}

function Behind(props: { detail: CommitmentDetail; zone: Zone; isOpen: boolean }) {
  const { detail, zone, isOpen } = props;
  const { text } = useLanguage();
  const { correct, undo } = useTelling(detail.commitment);
  return (
    <div className="stack">
      <details open={isOpen}>
        <summary>{text("history.title")}</summary>
        {undo.error && <Failed failure={undo.error} />}
        <History
          entries={detail.history}
          zone={zone}
          undo={(entry) => undo.mutate({ event: entry.number })}
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
      <details open={isOpen && detail.ledger.length > 1}>
        <summary>{text("ledger.title", { count: detail.ledger.length })}</summary>
        <Ledger entries={detail.ledger} zone={zone} />
      </details>
      {detail.restatements.length > 0 && (
        <details>
          <summary>{text("restated.title")}</summary>
          <Restatements restatements={detail.restatements} zone={zone} />
        </details>
      )}
    </div>
  );
}
