import { Button, Field, Input, Select } from "@fluentui/react-components";
import { useState } from "react";
import { refusalOf } from "../api/client";
import type { PolicyBody, PolicyStep } from "../api/types";
import { useLanguage } from "../ui/Language";
import { Failed } from "../ui/Notice";
import "./followUps.css";

const most = 3;

type Props = {
  policy: PolicyBody;
  busy: boolean;
  failure: Error | null;
  onSave: (body: PolicyBody) => void;
  /** Null where nothing was set at this level. */
  onClear: (() => void) | null;
};

/** The steps of a policy: nudges before the agreed date, chasers after it, and what comes then. */
export function PolicyEditor({ policy, busy, failure, onSave, onClear }: Props) {
  const { text } = useLanguage();
  const [steps, setSteps] = useState(() => [...policy.steps]);
  const [afterwards, setAfterwards] = useState(policy.afterwards);
  const refusal = refusalOf(failure, "steps");
  const change = (at: number, step: PolicyStep) => setSteps(steps.map((old, i) => (i === at ? step : old)));
  return (
    <form
      className="stack narrow"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSave({ steps: inOrder(steps), afterwards });
      }}
    >
      <ol className="stack">
        {steps.map((step, at) => (
          // eslint-disable-next-line react/no-array-index-key -- a step is its place
          <li key={at} className="policy-step">
            <Field label={text("policy.step", { count: at + 1 })}>
              <Select
                value={step.kind}
                onChange={(_, { value }) =>
                  change(at, { ...step, kind: value === "nudge" ? "nudge" : "chaser" })
                }
              >
                <option value="nudge">{text("policy.nudge")}</option>
                <option value="chaser">{text("policy.chaser")}</option>
              </Select>
            </Field>
            <Field label={text("policy.days")}>
              <Input
                type="number"
                min={step.kind === "nudge" ? 1 : 0}
                max={60}
                value={String(step.workingDays)}
                onChange={(_, { value }) => change(at, { ...step, workingDays: Number(value) })}
              />
            </Field>
            <Button
              size="small"
              appearance="subtle"
              aria-label={text("policy.removeStep", { count: at + 1 })}
              onClick={() => setSteps(steps.filter((_, i) => i !== at))}
            >
              {text("policy.remove")}
            </Button>
          </li>
        ))}
      </ol>
      {refusal && (
        <p role="alert" className="field-error">
          {refusal}
        </p>
      )}
      {steps.length < most && (
        <div className="actions">
          <Button
            size="small"
            onClick={() =>
              setSteps([...steps, { kind: "chaser", workingDays: (steps.at(-1)?.workingDays ?? 0) + 1 }])
            }
          >
            {text("policy.add")}
          </Button>
        </div>
      )}
      <Field label={text("policy.afterwards")}>
        <Select
          value={afterwards}
          onChange={(_, { value }) =>
            setAfterwards(value === "ladderBegins" ? "ladderBegins" : "askerDecides")
          }
        >
          <option value="askerDecides">{text("policy.askerDecides")}</option>
          <option value="ladderBegins">{text("policy.ladderBegins")}</option>
        </Select>
      </Field>
      {failure && !refusal && <Failed failure={failure} />}
      <div className="actions">
        <Button type="submit" appearance="primary" disabled={busy}>
          {text("policy.save")}
        </Button>
        {onClear && (
          <Button disabled={busy} onClick={onClear}>
            {text("policy.clear")}
          </Button>
        )}
      </div>
    </form>
  );
}

/** Nudges from the earliest, then chasers. */
function inOrder(steps: readonly PolicyStep[]): PolicyStep[] {
  const place = ({ kind, workingDays }: PolicyStep) => (kind === "nudge" ? -1 - workingDays : workingDays);
  return [...steps].sort((one, other) => place(one) - place(other));
}
