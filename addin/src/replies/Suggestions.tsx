import { Button } from "@fluentui/react-components";
import { useState } from "react";
import type { AskSuggestion } from "../api/types";
import { useText } from "../ui/Language";
import { keep, kept } from "../ui/kept";

type Props = { messageId: string; asks: AskSuggestion[]; onTrack: (ask: AskSuggestion) => void };

/** The sentences of an opened mail that ask for something. One that was turned down is not shown again for that mail. */
export function SuggestedAsks({ messageId, asks, onTrack }: Props) {
  const text = useText();
  const key = `notThis:${messageId}`;
  const [turnedDown, setTurnedDown] = useState<string[]>(() => kept<string[]>(key) ?? []);
  const left = asks.filter(({ sentence }) => !turnedDown.includes(sentence));
  if (left.length === 0) return null;

  const turnDown = (sentence: string) => {
    const all = [...turnedDown, sentence];
    setTurnedDown(all);
    keep(key, all);
  };
  return (
    <section className="stack" aria-labelledby="suggested-heading">
      <h2 id="suggested-heading" className="subheading">
        {text("suggested.title")}
      </h2>
      <ul className="suggestions">
        {left.map((ask) => (
          <li key={ask.sentence} className="stack tight">
            <blockquote className="quote">{ask.sentence}</blockquote>
            <p className="muted small">
              {[
                text(`suggested.${ask.likely}`),
                ask.who && (ask.who.name || ask.who.address),
                ask.deadline?.choices[0]?.words,
              ]
                .filter(Boolean)
                .join(" · ")}
            </p>
            <div className="actions">
              <Button
                size="small"
                aria-label={text("suggested.trackThis", { sentence: ask.sentence })}
                onClick={() => onTrack(ask)}
              >
                {text("suggested.track")}
              </Button>
              <Button
                size="small"
                appearance="subtle"
                aria-label={text("suggested.notThisOne", { sentence: ask.sentence })}
                onClick={() => turnDown(ask.sentence)}
              >
                {text("suggested.notThis")}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
