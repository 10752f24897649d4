import type { Evidence } from "../api/types";
import { useLanguage } from "../ui/Language";

/** The sentence that a reading rests on, and who read it so. */
export function EvidenceQuote({ evidence }: { evidence: Evidence }) {
  const { text, percent } = useLanguage();
  return (
    <figure className="stack tight">
      <blockquote className="quote">{evidence.sentence}</blockquote>
      <figcaption className="muted small">
        {text("evidence.source", { source: evidence.source, confidence: percent(evidence.confidence) })}
      </figcaption>
    </figure>
  );
}
