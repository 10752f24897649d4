import { Button, Field, Input } from "@fluentui/react-components";
import { useState, type ReactNode, type SubmitEvent } from "react";
import type { MailSuggestion } from "../api/types";
import { useKeepPromise } from "../commitments/queries";
import { useLanguage, useText } from "../ui/Language";
import { Failed } from "../ui/Notice";
import { keep, kept } from "../ui/kept";

type Props = {
  messageId: string;
  suggestions: MailSuggestion[];
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
export function Suggestions({ messageId, suggestions, onTrack, subject, otherwise = null }: Props) {
  const text = useText();
  const key = `notThis:${messageId}`;
  const [turnedDown, setTurnedDown] = useState<string[]>(() => kept<string[]>(key) ?? []);
  const left = suggestions.filter(({ sentence }) => !turnedDown.includes(sentence));
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
  suggestion: MailSuggestion;
  onTrack: () => void;
  onTurnDown: () => void;
}) {
  const { messageId, suggestion, onTrack, onTurnDown } = props;
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
        <KeepForm messageId={messageId} suggestion={suggestion} onCancel={() => setKeeping(false)} />
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

/** The day by which the user wants to have kept their promise. */
function KeepForm(props: { messageId: string; suggestion: MailSuggestion; onCancel: () => void }) {
  const { messageId, suggestion, onCancel } = props;
  const { text, fullDay } = useLanguage();
  const [day, setDay] = useState(suggestion.deadline?.choices[0]?.yours.slice(0, 10) ?? "");
  const [isMissing, setMissing] = useState(false);
  const keepPromise = useKeepPromise();
  if (keepPromise.isSuccess)
    return <output className="small">{text("suggested.kept", { day: fullDay(day) })}</output>;

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setMissing(day === "");
    if (day !== "") keepPromise.mutate({ messageId, day });
  };
  return (
    <form className="stack tight" onSubmit={submit} noValidate>
      <Field
        label={text("suggested.keepBy")}
        hint={text("suggested.keepHow")}
        {...(isMissing ? { validationState: "error", validationMessage: text("suggested.dayMissing") } : {})}
      >
        <Input type="date" value={day} onChange={(_, { value }) => setDay(value)} />
      </Field>
      {keepPromise.error && <Failed failure={keepPromise.error} />}
      <div className="actions">
        <Button type="submit" appearance="primary" size="small" disabled={keepPromise.isPending}>
          {text("suggested.keep")}
        </Button>
        <Button size="small" onClick={onCancel}>
          {text("cancel")}
        </Button>
      </div>
    </form>
  );
}
