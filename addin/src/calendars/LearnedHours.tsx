import { Button } from "@fluentui/react-components";
import { useId } from "react";
import type { ContactCalendar, HoursProposal } from "../api/types";
import { useLanguage } from "../ui/Language";
import { Failed } from "../ui/Notice";
import { useContactCalendarChanges } from "./queries";
import { weekInWords } from "./week";

type Props = {
  known: ContactCalendar;
  /** The person knows better: the form begins with what was proposed. */
  onAdjust: (proposal: HoursProposal) => void;
};

/** Asks once whether the hours seen in a contact's mail are theirs. Until then they count for nothing. */
export function LearnedHours({ known, onAdjust }: Props) {
  const { text, zoneName, locale } = useLanguage();
  const { answer } = useContactCalendarChanges(known.contact.address);
  const heading = useId();
  const { proposal } = known;
  if (!proposal) return null;
  return (
    <section className="question" aria-labelledby={heading}>
      <h3 id={heading} className="subheading">
        {text("learned.title", {
          who: known.contact.name,
          hours: weekInWords(proposal.hours, locale).join(", "),
          zone: zoneName(proposal.zone),
          count: proposal.mails,
        })}
      </h3>
      <p className="muted small">{text("learned.what", { count: proposal.withinHours })}</p>
      {proposal.otherZones.length > 0 && (
        <p className="muted small">
          {text("learned.others", { zones: proposal.otherZones.slice(0, 4).join(", ") })}
        </p>
      )}
      <div className="actions">
        <Button
          appearance="primary"
          size="small"
          disabled={answer.isPending}
          onClick={() => answer.mutate("use")}
        >
          {text("learned.use")}
        </Button>
        <Button size="small" onClick={() => onAdjust(proposal)}>
          {text("learned.adjust")}
        </Button>
        <Button size="small" disabled={answer.isPending} onClick={() => answer.mutate("no")}>
          {text("learned.no")}
        </Button>
      </div>
      {answer.error && <Failed failure={answer.error} />}
    </section>
  );
}
