import { Button, Field, Textarea } from "@fluentui/react-components";
import { useState } from "react";
import { useText } from "../ui/Language";
import { Failed } from "../ui/Notice";
import { useThankYou } from "./queries";
import "./followUps.css";

/** A proposed thank-you for what was delivered: sent by one press, and never by itself. */
export function ThankYouCard({ commitment, contact }: { commitment: string; contact: string }) {
  const text = useText();
  const { draft, send } = useThankYou(commitment);
  const [own, setOwn] = useState<string | null>(null);
  const proposed = draft.data?.text;
  if (draft.data?.sentAt || draft.data?.isOnItsWay)
    return <output className="muted small">{text("thanks.sent", { who: contact })}</output>;
  if (!proposed) return null;
  return (
    <section className="inset stack tight thanks" aria-label={text("thanks.title")}>
      <h3 className="overline">{text("thanks.title")}</h3>
      {own === null ? (
        <p className="mail-text">{proposed}</p>
      ) : (
        <Field label={text("queue.edit.text")}>
          <Textarea value={own} rows={7} resize="vertical" onChange={(_, { value }) => setOwn(value)} />
        </Field>
      )}
      {send.error && <Failed failure={send.error} />}
      <div className="actions">
        <Button
          size="small"
          appearance="primary"
          disabled={send.isPending}
          onClick={() => send.mutate(own ?? proposed)}
        >
          {text("thanks.send")}
        </Button>
        {own === null && (
          <Button size="small" onClick={() => setOwn(proposed)}>
            {text("queue.edit")}
          </Button>
        )}
      </div>
    </section>
  );
}
