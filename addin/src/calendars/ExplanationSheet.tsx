import { Button } from "@fluentui/react-components";
import { CheckmarkCircleFilled } from "@fluentui/react-icons/svg/checkmark-circle";
import { SubtractCircleRegular } from "@fluentui/react-icons/svg/subtract-circle";
import { useState } from "react";
import { StateBadge } from "../commitments/StateBadge";
import type { CommitmentFigures, ExplainedSpan, Stretch, WaitingExplained, Zone } from "../api/types";
import { BothTimes } from "../ui/BothTimes";
import { useLanguage } from "../ui/Language";
import { Failed, Waiting } from "../ui/Notice";
import { useExplanation } from "./queries";
import { Sheet } from "./Sheet";

export type SpanName = "waiting" | "toAgreedDate" | "toNextFollowUp";

type Props = { id: string; first: SpanName; zone: Zone; asLead?: boolean; onClose: () => void };

/** Takes a computed span apart: what of it counted, what did not, and why. */
export function ExplanationSheet({ id, first, zone, asLead = false, onClose }: Props) {
  const { text } = useLanguage();
  const found = useExplanation(id, asLead);
  return (
    <Sheet title={text("explain.title")} onClose={onClose}>
      {found.isPending && <Waiting lines={8} />}
      {found.error && <Failed failure={found.error} retry={() => void found.refetch()} />}
      {found.data && <Explanation explained={found.data} first={first} zone={zone} />}
    </Sheet>
  );
}

function Explanation(props: { explained: WaitingExplained; first: SpanName; zone: Zone }) {
  const { explained, zone } = props;
  const { text, zoneName } = useLanguage();
  const [name, setName] = useState<SpanName>(props.first);
  const spans = (["waiting", "toAgreedDate", "toNextFollowUp"] as const).filter((each) => explained[each]);
  const span = explained[name] ?? explained.waiting;
  return (
    <>
      <Corrections explained={explained} zone={zone} />
      <fieldset className="span-choice">
        <legend className="visually-hidden">{text("explain.which")}</legend>
        {spans.map((each) => (
          <label key={each} className="chip">
            <input type="radio" name="span" checked={each === name} onChange={() => setName(each)} />
            <span>{text(`explain.${each}`)}</span>
          </label>
        ))}
      </fieldset>
      <Span key={name} span={span} zone={zone} />
      <p className="muted small">
        {text("explain.calendar", {
          who: explained.contact,
          zone: zoneName(explained.theirZone),
          source: explained.calendarSource,
        })}
        <br />
        {explained.calendar}
      </p>
    </>
  );
}

const shownAtFirst = 40;

function Span({ span, zone }: { span: ExplainedSpan; zone: Zone }) {
  const { text, number } = useLanguage();
  const [isWhole, setWhole] = useState(false);
  const stretches = isWhole ? span.stretches : span.stretches.slice(0, shownAtFirst);
  return (
    <section className="stack" aria-label={text("explain.stretches")}>
      <p className="subheading">
        {text("explain.sum", { counted: number(span.workingHours), all: number(span.clockHours) })}
      </p>
      <dl className="facts">
        <div>
          <dt>{text("explain.from")}</dt>
          <dd>
            <BothTimes moment={span.from} yourZone={zone} />
          </dd>
        </div>
        <div>
          <dt>{text("explain.to")}</dt>
          <dd>
            <BothTimes moment={span.to} yourZone={zone} />
          </dd>
        </div>
      </dl>
      {span.stretches.length === 0 && <p className="muted">{text("explain.none")}</p>}
      <ol className="stretches">
        {stretches.map((stretch) => (
          <StretchRow key={stretch.from} stretch={stretch} />
        ))}
      </ol>
      {stretches.length < span.stretches.length && (
        <div>
          <Button size="small" onClick={() => setWhole(true)}>
            {text("more")}
          </Button>
        </div>
      )}
    </section>
  );
}

function StretchRow({ stretch }: { stretch: Stretch }) {
  const { text, number, dayAndTime } = useLanguage();
  const { counted, reason, name, hours, theirFrom, theirTo } = stretch;
  const Icon = counted ? CheckmarkCircleFilled : SubtractCircleRegular;
  return (
    <li className="stretch" data-counted={counted}>
      <Icon aria-hidden />
      <span className="stretch-when">
        {dayAndTime(theirFrom)} – {dayAndTime(theirTo)}
        <span className="small">
          {text(`reason.${reason}`)}
          {name && `: ${name}`}
        </span>
      </span>
      <span className="stretch-hours">
        {text("explain.hours", { hours: number(hours) })}
        <span className="visually-hidden">{text(counted ? "explain.counted" : "explain.notCounted")}</span>
      </span>
    </li>
  );
}

/** What corrections of the calendar made of the figures: both values, and whose day it was. */
function Corrections({ explained, zone }: { explained: WaitingExplained; zone: Zone }) {
  const { text, fullAt } = useLanguage();
  if (explained.corrections.length === 0) return null;
  return (
    <section className="inset stack" aria-label={text("correction.title")}>
      {explained.corrections.map((correction) => (
        <div key={correction.at} className="stack tight">
          <p className="subheading">
            {text("correction.what", { who: correction.by, when: fullAt(correction.at, zone) })}
          </p>
          <dl className="before-after">
            <dt>{text("correction.before")}</dt>
            <Figures figures={correction.before} zone={zone} />
            <dt>{text("correction.after")}</dt>
            <Figures figures={correction.after} zone={zone} />
          </dl>
        </div>
      ))}
    </section>
  );
}

function Figures({ figures, zone }: { figures: CommitmentFigures; zone: Zone }) {
  const { text, number, fullAt } = useLanguage();
  return (
    <dd className="stack tight">
      <span className="row">
        {text("hours.working", { hours: number(figures.workingHours) })}
        <StateBadge state={figures.state} />
      </span>
      <span className="muted small">
        {text("waitingFor.agreed", { when: fullAt(figures.agreedDate.at, zone) })}
      </span>
      <span className="muted small">{figures.calendar}</span>
    </dd>
  );
}
