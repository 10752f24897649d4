import { Button, Field, Select } from "@fluentui/react-components";
import { useState, type SubmitEvent } from "react";
import type { Correction, ReplyKind, Zone } from "../api/types";
import { useText } from "../ui/Language";
import { Failed } from "../ui/Notice";
import { WhenInput, type When } from "../ui/WhenInput";
import { instantOf } from "../ui/wallClock";
import { replyKinds } from "./replyKinds";

type Props = {
  event: number;
  kind: ReplyKind;
  zone: Zone;
  busy: boolean;
  failure: unknown;
  onSave: (correction: Correction) => void;
  onCancel: () => void;
};

/** What a reply really was, as the asker tells it; with the new date where the kind carries one. */
export function ReadingForm({ event, kind: first, zone, busy, failure, onSave, onCancel }: Props) {
  const text = useText();
  const [kind, setKind] = useState(first);
  const [when, setWhen] = useState<When>({ day: "", time: "17:00" });
  const [isMissing, setMissing] = useState(false);
  const needsDate = kind === "promise";
  const takesDate = needsDate || kind === "moreTime";

  const save = (submitted: SubmitEvent) => {
    submitted.preventDefault();
    const isDated = takesDate && when.day !== "" && when.time !== "";
    setMissing(needsDate && !isDated);
    if (needsDate && !isDated) return;
    onSave({ event, kind, date: isDated ? instantOf(`${when.day}T${when.time}`, zone) : null });
  };

  return (
    <form className="stack inset" onSubmit={save} noValidate>
      <Field label={text("reading.was")}>
        <Select value={kind} onChange={(_, { value }) => setKind(value as ReplyKind)}>
          {replyKinds.map((each) => (
            <option key={each} value={each}>
              {text(`reply.${each}`)}
            </option>
          ))}
        </Select>
      </Field>
      {takesDate && (
        <WhenInput
          value={when}
          zone={zone}
          onChange={setWhen}
          {...(isMissing ? { error: text("reading.dateMissing") } : {})}
        />
      )}
      {failure !== null && <Failed failure={failure} />}
      <div className="actions">
        <Button type="submit" appearance="primary" size="small" disabled={busy}>
          {text("reading.save")}
        </Button>
        <Button size="small" onClick={onCancel}>
          {text("cancel")}
        </Button>
      </div>
    </form>
  );
}
