import type { LedgerEntry, Zone } from "../api/types";
import { BothTimes } from "../ui/BothTimes";
import { useLanguage } from "../ui/Language";

/** Every date the commitment has had, oldest first; a later one than before is a slip. */
export function Ledger({ entries, zone }: { entries: LedgerEntry[]; zone: Zone }) {
  const { text, fullAt } = useLanguage();
  return (
    <ol className="ledger">
      {entries.map((entry) => (
        <li
          key={`${entry.setAt} ${entry.date.at}`}
          className="ledger-entry"
          data-slip={entry.slip || undefined}
        >
          <BothTimes moment={entry.date} yourZone={zone} />
          {entry.slip && <span className="slip">{text("ledger.slip")}</span>}
          <span className="muted small">
            {text("ledger.setBy", { who: entry.by, when: fullAt(entry.setAt, zone) })}
          </span>
          <span className="small">{entry.why}</span>
        </li>
      ))}
    </ol>
  );
}
