import type { LedgerEntry, Zone } from "../api/types";
import { EvidenceQuote } from "../replies/EvidenceQuote";
import { BothTimes } from "../ui/BothTimes";
import { useLanguage } from "../ui/Language";

/** Every date the commitment has had, oldest first: whose it is, why, and what it rests on. */
export function Ledger({ entries, zone }: { entries: LedgerEntry[]; zone: Zone }) {
  const { text, fullAt } = useLanguage();
  return (
    <ol className="ledger">
      {entries.map((entry) => (
        <li
          key={entry.event}
          className="ledger-entry"
          data-counts={entry.counts || undefined}
          data-refused={entry.refused || undefined}
        >
          <span className="row spread">
            {entry.refused ? (
              <del>
                <BothTimes moment={entry.date} yourZone={zone} />
              </del>
            ) : (
              <BothTimes moment={entry.date} yourZone={zone} />
            )}
            <Marks entry={entry} />
          </span>
          <span className="small">{entry.why}</span>
          <span className="muted small">
            {text(`ledger.by.${entry.by}`, { who: entry.name, when: fullAt(entry.setAt, zone) })}
          </span>
          {entry.answeredAt && (
            <span className="muted small">
              {text(entry.refused ? "ledger.refusedAt" : "ledger.accepted", {
                when: fullAt(entry.answeredAt, zone),
              })}
              {entry.refused && entry.reason && `: ${entry.reason}`}
            </span>
          )}
          {entry.evidence && <EvidenceQuote evidence={entry.evidence} />}
        </li>
      ))}
    </ol>
  );
}

function Marks({ entry }: { entry: LedgerEntry }) {
  const { text, number } = useLanguage();
  return (
    <span className="row marks">
      {entry.slipLength && (
        <span className="mark" data-mark="slip">
          {text("ledger.slipBy", { hours: number(entry.slipLength.workingHours) })}
        </span>
      )}
      {entry.refused && (
        <span className="mark" data-mark="refused">
          {text("ledger.refused")}
        </span>
      )}
      {entry.counts && (
        <span className="mark" data-mark="counts">
          {text("ledger.counts")}
        </span>
      )}
    </span>
  );
}
