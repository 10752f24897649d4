import { Button, Field, Textarea } from "@fluentui/react-components";
import { useState, type SubmitEvent } from "react";
import { refusalOf } from "../api/client";
import type { MailSuggestion, Proposal, Zone } from "../api/types";
import { DeadlineField, useDeadlineReading } from "../commitments/DeadlineField";
import { deadlineBodyOf, deadlineOf, type DeadlineDraft } from "../commitments/TagDraft";
import { useText } from "../ui/Language";
import { invalid } from "../ui/invalid";
import { Failed } from "../ui/Notice";
import { useKeepPromise } from "./queries";

type Props = {
  messageId: string;
  proposal: Proposal;
  zone: Zone;
  /** The sentence that asks or promises it; without one the user says it in words of their own. */
  suggestion?: MailSuggestion;
  onCancel?: () => void;
};

/** What the user will do, and by when. */
export function KeepForm({ messageId, proposal, zone, suggestion, onCancel }: Props) {
  const text = useText();
  const [what, setWhat] = useState(suggestion?.sentence ?? "");
  const [draft, setDraft] = useState<DeadlineDraft>({
    deadlineBy: "words",
    words: suggestion?.deadline?.phrase ?? "",
    chosen: null,
    picked: { day: "", time: "17:00" },
  });
  const reading = useDeadlineReading(draft, null, proposal);
  const keep = useKeepPromise();
  if (keep.isSuccess) return <output className="small">{text("promise.isKept")}</output>;

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    keep.mutate({
      messageId,
      what: what.trim(),
      due: deadlineBodyOf(draft, deadlineOf(draft, reading.choices, zone)),
      to: suggestion?.who?.address ?? null,
    });
  };
  const refused = [refusalOf(keep.error, "what"), refusalOf(keep.error, "due")] as const;
  return (
    <form className="stack tight" onSubmit={submit} noValidate>
      <Field label={text("promise.what")} {...invalid(refused[0])}>
        <Textarea value={what} resize="vertical" rows={2} onChange={(_, { value }) => setWhat(value)} />
      </Field>
      <DeadlineField
        label={text("promise.by")}
        draft={draft}
        reading={reading}
        zone={zone}
        error={refused[1]}
        onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
      />
      <p className="muted small">{text("promise.how")}</p>
      {keep.error && !refused.some(Boolean) && <Failed failure={keep.error} />}
      <div className="actions">
        <Button type="submit" appearance="primary" size="small" disabled={keep.isPending}>
          {text("suggested.keep")}
        </Button>
        {onCancel && (
          <Button size="small" onClick={onCancel}>
            {text("cancel")}
          </Button>
        )}
      </div>
    </form>
  );
}
