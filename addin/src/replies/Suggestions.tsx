import { Button } from "@fluentui/react-components";
import { useState, type ReactNode } from "react";
import type { MailSuggestion, Proposal, Zone } from "../api/types";
import { KeepForm } from "../promises/KeepForm";
import { useText } from "../ui/Language";
import { keep, kept } from "../ui/kept";

type Props = {
  messageId: string;
  proposal: Proposal;
  zone: Zone;
  /** What somebody else owes becomes a request. */
  onTrack: (suggestion: MailSuggestion) => void;
  /** The mail's subject, where nothing else on the page names it. */
  subject?: string;
  /** Shown once nothing is suggested any more. */
  otherwise?: ReactNode;
};

/**
 * The sentences of an opened mail that ask for something or promise it. Nothing is kept unless the user says so, and what was turned
 * down is not shown again for that mail.
 */
export function Suggestions({ messageId, proposal, zone, onTrack, subject, otherwise = null }: Props) {
  const text = useText();
  const key = `notThis:${messageId}`;
  const [turnedDown, setTurnedDown] = useState<string[]>(() => kept<string[]>(key) ?? []);
  const left = proposal.suggestions.filter(({ sentence }) => !turnedDown.includes(sentence));
  if (left.length === 0) return otherwise;

  const turnDown = (sentence: string) => {
    const all = [...turnedDown, sentence];
    setTurnedDown(all);
    keep(key, all);
  };
  const asks = left.some(({ meaning }) => meaning === "yourAsk");
  return (
    <section className={subject ? "card" : "stack"} aria-labelledby="suggested-heading">
      {subject && <h1 className="heading">{subject}</h1>}
      <h2 id="suggested-heading" className="subheading">
        {text(asks ? "suggested.title" : "suggested.worthKeeping")}
      </h2>
      <ul className="suggestions">
        {left.map((suggestion) => (
          <Suggested
            key={suggestion.sentence}
            messageId={messageId}
            proposal={proposal}
            zone={zone}
            suggestion={suggestion}
            onTrack={() => onTrack(suggestion)}
            onTurnDown={() => turnDown(suggestion.sentence)}
          />
        ))}
      </ul>
    </section>
  );
}

function Suggested(props: {
  messageId: string;
  proposal: Proposal;
  zone: Zone;
  suggestion: MailSuggestion;
  onTrack: () => void;
  onTurnDown: () => void;
}) {
  const { messageId, proposal, zone, suggestion, onTrack, onTurnDown } = props;
  const { meaning, sentence, who, deadline, likely } = suggestion;
  const text = useText();
  const [isKeeping, setKeeping] = useState(false);
  const isMine = meaning === "theirAsk" || meaning === "yourPromise";
  return (
    <li className="stack tight" data-meaning={meaning}>
      <blockquote className="quote">{sentence}</blockquote>
      <p className="muted small">
        {[
          meaning === "yourAsk"
            ? text(`suggested.${likely}`)
            : text(`suggested.${meaning}`, { likely: text(`likely.${likely}`) }),
          who && (who.name || who.address),
          deadline?.choices[0]?.words,
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {isKeeping ? (
        <KeepForm
          messageId={messageId}
          proposal={proposal}
          zone={zone}
          suggestion={suggestion}
          onCancel={() => setKeeping(false)}
        />
      ) : (
        <div className="actions">
          {isMine ? (
            <Button
              size="small"
              aria-label={text("suggested.keepThis", { sentence })}
              onClick={() => setKeeping(true)}
            >
              {text("suggested.keep")}
            </Button>
          ) : (
            <Button size="small" aria-label={text("suggested.trackThis", { sentence })} onClick={onTrack}>
              {text("suggested.track")}
            </Button>
          )}
          <Button
            size="small"
            appearance="subtle"
            aria-label={text("suggested.notThisOne", { sentence })}
            onClick={onTurnDown}
          >
            {text("suggested.notThis")}
          </Button>
        </div>
      )}
    </li>
  );
}
