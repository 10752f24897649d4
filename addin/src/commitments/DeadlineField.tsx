import { Button, Field, Input } from "@fluentui/react-components";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useApi } from "../api/ApiContext";
import type { DeadlineChoice, Proposal, Zone } from "../api/types";
import { useLanguage } from "../ui/Language";
import { useSettled } from "../ui/useSettled";
import { WhenInput } from "../ui/WhenInput";
import type { DeadlineDraft } from "./TagDraft";

export type Reading = { choices: DeadlineChoice[]; problem: string | null; isReading: boolean };

/** How the server reads the typed deadline, asked once the typing rests. */
export function useDeadlineReading(
  draft: DeadlineDraft,
  contact: string | null,
  proposal: Proposal,
): Reading {
  const api = useApi();
  const words = draft.words.trim();
  const settled = useSettled(words, 350);
  const proposed = [proposal.deadline, ...proposal.suggestions.map(({ deadline }) => deadline)].find(
    (deadline) => deadline?.understood === true && words === deadline.phrase,
  );
  const { data, isFetching } = useQuery({
    queryKey: ["deadline", settled, contact],
    queryFn: ({ signal }) => api.readDeadline(settled, contact, signal),
    enabled: settled !== "" && settled === words && !proposed,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  if (words === "") return { choices: [], problem: null, isReading: false };
  if (proposed) return { ...proposed, isReading: false };
  if (settled !== words || isFetching)
    return { choices: data?.choices ?? [], problem: null, isReading: true };
  return { choices: data?.choices ?? [], problem: data?.problem ?? null, isReading: false };
}

type Props = {
  label: string;
  draft: DeadlineDraft;
  reading: Reading;
  zone: Zone;
  error: string | undefined;
  onChange: (part: Partial<DeadlineDraft>) => void;
};

/** The deadline, typed as one would say it, or picked. */
export function DeadlineField({ label, draft, reading, zone, error, onChange }: Props) {
  const { text } = useLanguage();
  const byWords = draft.deadlineBy === "words";
  const message = reading.problem ?? error;
  return (
    <div className="stack tight">
      {byWords ? (
        <>
          <Field label={label} {...(message ? { validationState: "error", validationMessage: message } : {})}>
            <Input
              value={draft.words}
              placeholder={text("tag.deadlineExample")}
              onChange={(_, { value }) => onChange({ words: value, chosen: null })}
            />
          </Field>
          <Readings draft={draft} reading={reading} zone={zone} onChange={onChange} />
        </>
      ) : (
        <fieldset className="fields">
          <legend>{label}</legend>
          <WhenInput
            value={draft.picked}
            zone={zone}
            {...(error ? { error } : {})}
            onChange={(picked) => onChange({ picked })}
          />
        </fieldset>
      )}
      <div>
        <Button
          appearance="transparent"
          size="small"
          className="link-button"
          onClick={() => onChange({ deadlineBy: byWords ? "picker" : "words" })}
        >
          {byWords ? text("tag.pickInstead") : text("tag.typeInstead")}
        </Button>
      </div>
    </div>
  );
}

function Readings({ draft, reading, zone, onChange }: Omit<Props, "error" | "label">) {
  const { text, dayAndTime, zoneName } = useLanguage();
  if (reading.choices.length === 0)
    return reading.isReading ? <output className="muted small">{text("tag.reading")}</output> : null;
  const chosen = reading.choices.some(({ at }) => at === draft.chosen)
    ? draft.chosen
    : reading.choices[0]?.at;
  return (
    <fieldset className="chips" aria-busy={reading.isReading}>
      <legend className="visually-hidden">{text("tag.readings")}</legend>
      {reading.choices.map((choice) => (
        <label key={choice.at} className="chip">
          <input
            type="radio"
            name="reading"
            checked={choice.at === chosen}
            onChange={() => onChange({ chosen: choice.at })}
          />
          <span className="chip-words">{choice.words}</span>
          <span className="chip-times">
            {[
              choice.zone !== zone && text("time.yours", { when: dayAndTime(choice.yours) }),
              choice.theirs &&
                choice.theirZone &&
                choice.theirZone !== zone &&
                text("time.theirs", {
                  when: dayAndTime(choice.theirs),
                  zone: zoneName(choice.theirZone),
                }),
            ]
              .filter(Boolean)
              .join(" · ")}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
