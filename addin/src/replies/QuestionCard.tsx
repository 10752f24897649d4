import { Button } from "@fluentui/react-components";
import { QuestionCircleFilled } from "@fluentui/react-icons/svg/question-circle";
import { useState } from "react";
import type { CommitmentView, LikelyAnswer, Question, ReplyKind, Zone } from "../api/types";
import { useTelling } from "../commitments/queries";
import { useText } from "../ui/Language";
import { Failed } from "../ui/Notice";
import { EvidenceQuote } from "./EvidenceQuote";
import { ReadingForm } from "./ReadingForm";

type Props = { commitment: CommitmentView; question: Question; zone: Zone };

/** A reply that could not be read with certainty: the asker decides, with the likely answers one press away. */
export function QuestionCard({ commitment, question, zone }: Props) {
  const text = useText();
  const { correct } = useTelling(commitment);
  const [asking, setAsking] = useState<ReplyKind | null>(null);

  const answer = ({ kind, date }: LikelyAnswer) => {
    if (kind === "promise" && date === null) setAsking(kind);
    else correct.mutate({ event: question.event, kind, date });
  };

  return (
    <section className="question" aria-label={text("question.title")}>
      <h3 className="subheading row">
        <QuestionCircleFilled aria-hidden /> {question.text}
      </h3>
      <EvidenceQuote evidence={question.evidence} />
      {asking === null ? (
        <>
          <div className="actions">
            {question.likely.map((likely) => (
              <Button
                key={`${likely.kind} ${likely.date}`}
                size="small"
                disabled={correct.isPending}
                onClick={() => answer(likely)}
              >
                {likely.words}
              </Button>
            ))}
            <Button size="small" appearance="subtle" onClick={() => setAsking("other")}>
              {text("question.else")}
            </Button>
          </div>
          {correct.error && <Failed failure={correct.error} />}
        </>
      ) : (
        <ReadingForm
          event={question.event}
          kind={asking}
          zone={zone}
          busy={correct.isPending}
          failure={correct.error}
          onSave={(correction) => correct.mutate(correction)}
          onCancel={() => setAsking(null)}
        />
      )}
    </section>
  );
}
