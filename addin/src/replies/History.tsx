import { Button } from "@fluentui/react-components";
import { useState } from "react";
import type { FurtherAct, HistoryEntry, ReplyKind, Zone } from "../api/types";
import { useLanguage } from "../ui/Language";
import { replyKinds } from "./replyKinds";
import { EvidenceQuote } from "./EvidenceQuote";

type Props = {
  entries: HistoryEntry[];
  zone: Zone;
  /** Draws the form that corrects an entry; without it nothing can be corrected. */
  correct?: (entry: HistoryEntry, done: () => void) => React.ReactNode;
  /** Takes back what the asker said; without it nothing can be taken back. */
  undo?: (entry: HistoryEntry) => void;
};

/** Everything that happened, oldest first, each reading with the sentence it rests on. */
export function History({ entries, zone, correct, undo }: Props) {
  const { text, fullAt } = useLanguage();
  const [correcting, setCorrecting] = useState<number | null>(null);
  return (
    <ol className="history">
      {entries.map((entry) => (
        <li
          key={entry.number}
          className="history-entry"
          data-kind={entry.kind}
          data-undone={entry.undoneAt !== null || undefined}
        >
          <p className="row spread">
            {entry.undoneAt === null ? (
              <span className="subheading">{entry.words}</span>
            ) : (
              <del className="subheading">{entry.words}</del>
            )}
          </p>
          <time className="muted small" dateTime={entry.at}>
            {fullAt(entry.at, zone)}
          </time>
          {entry.evidence && <EvidenceQuote evidence={entry.evidence} />}
          {entry.also.length > 0 && <FurtherActs acts={entry.also} />}
          {entry.correctedTo && (
            <p className="small">{text("history.corrected", { kind: text(`reply.${entry.correctedTo}`) })}</p>
          )}
          {entry.undoneAt && (
            <p className="small">{text("history.undone", { when: fullAt(entry.undoneAt, zone) })}</p>
          )}
          {undo && entry.undoable && (
            <div>
              <Button
                appearance="transparent"
                size="small"
                className="link-button"
                aria-label={text("history.undoThis", { words: entry.words })}
                onClick={() => undo(entry)}
              >
                {text("undo")}
              </Button>
            </div>
          )}
          {correct && entry.correctable && correcting !== entry.number && (
            <div>
              <Button
                appearance="transparent"
                size="small"
                className="link-button"
                aria-label={text("history.correctThis", { words: entry.words })}
                onClick={() => setCorrecting(entry.number)}
              >
                {text("history.correct")}
              </Button>
            </div>
          )}
          {correcting === entry.number && correct?.(entry, () => setCorrecting(null))}
        </li>
      ))}
    </ol>
  );
}

/** What else the same mail says. It moved nothing: the act above it is what counted. */
function FurtherActs({ acts }: { acts: FurtherAct[] }) {
  const { text } = useLanguage();
  return (
    <ul className="further-acts" aria-label={text("history.also")}>
      {acts.map(({ kind, words, evidence }) => (
        <li key={kind} className="stack tight" data-kind={kind}>
          <p className="small">{text("history.alsoSays", { words })}</p>
          <EvidenceQuote evidence={evidence} />
        </li>
      ))}
    </ul>
  );
}

/** The kind that a correction starts from. */
export function readAs(entry: HistoryEntry): ReplyKind {
  return entry.correctedTo ?? replyKinds.find((kind) => kind === entry.kind) ?? "other";
}
