import { Button, Field, Textarea } from "@fluentui/react-components";
import { useEffect, useId, useRef, useState, type ReactNode, type SubmitEvent } from "react";
import { refusalOf } from "../api/client";
import type { Instant, Zone } from "../api/types";
import { useText } from "../ui/Language";
import { Failed } from "../ui/Notice";
import { WhenInput, type When } from "../ui/WhenInput";
import { instantOf } from "../ui/wallClock";

export type Saying = { at: Instant | null; reason: string | null };

type Props = {
  title: string;
  what: string;
  confirm: string;
  /** Whether it can be said without a moment. */
  needsWhen: boolean;
  /** Labels the moment where it may be left out. */
  whenTitle?: string;
  first?: When;
  zone: Zone;
  busy: boolean;
  failure: unknown;
  onSay: (saying: Saying) => void;
  onClose: () => void;
  /** Quicker ways to say it. */
  children?: ReactNode;
};

/** Something to say about a commitment, with a moment and a reason; what was refused is said at its field. */
export function SayingForm(props: Props) {
  const { title, what, confirm, needsWhen, whenTitle, zone, busy, failure, onSay, onClose, children } = props;
  const text = useText();
  const heading = useId();
  const form = useRef<HTMLFormElement>(null);
  const [when, setWhen] = useState<When>(props.first ?? { day: "", time: "17:00" });
  const [reason, setReason] = useState("");
  const [isMissing, setMissing] = useState(false);
  useEffect(() => form.current?.focus(), []);

  const say = (submitted: SubmitEvent) => {
    submitted.preventDefault();
    const isDated = when.day !== "" && when.time !== "";
    setMissing(needsWhen && !isDated);
    if (needsWhen && !isDated) return;
    onSay({
      at: isDated ? instantOf(`${when.day}T${when.time}`, zone) : null,
      reason: reason.trim() || null,
    });
  };
  const refusal = refusalOf(failure, "until", "date", "instead");
  const error = isMissing ? text("when.missing") : refusal;

  return (
    <form
      ref={form}
      className="stack inset"
      aria-labelledby={heading}
      tabIndex={-1}
      onSubmit={say}
      noValidate
    >
      <div className="stack tight">
        <h3 id={heading} className="subheading">
          {title}
        </h3>
        <p className="small">{what}</p>
      </div>
      {children}
      {whenTitle && <p className="overline">{whenTitle}</p>}
      <WhenInput value={when} zone={zone} onChange={setWhen} {...(error ? { error } : {})} />
      <Field label={text("optional.reason")}>
        <Textarea value={reason} rows={2} onChange={(_, { value }) => setReason(value)} />
      </Field>
      {failure !== null && refusal === undefined && <Failed failure={failure} />}
      <div className="actions">
        <Button type="submit" appearance="primary" size="small" disabled={busy}>
          {confirm}
        </Button>
        <Button size="small" onClick={onClose}>
          {text("cancel")}
        </Button>
      </div>
    </form>
  );
}
