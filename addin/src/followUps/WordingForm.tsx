import { Button, Field, Input, Select } from "@fluentui/react-components";
import { useId, useState, type SubmitEvent } from "react";
import { refusalOf } from "../api/client";
import type { AskOrder, Courtesy, Formality, WordingScope, WordingSettings } from "../api/types";
import { invalid } from "../ui/invalid";
import { useLanguage } from "../ui/Language";
import { Failed, Notice, Waiting } from "../ui/Notice";
import { useSettled } from "../ui/useSettled";
import { LetterPreview } from "./LetterPreview";
import { allLanguages, languages, useSetWording, useWording, useWordingPreview } from "./wording";
import "./followUps.css";

const formalities: readonly Formality[] = ["familiar", "polite", "formal"];
const openers: readonly Courtesy[] = ["mirror", "short", "none"];
const orders: readonly AskOrder[] = ["askFirst", "reasonsFirst"];

/** How long the settings must stay the same before the mail is written anew, in milliseconds. */
const quiet = 300;

/** How the mails are worded, with the mail beside it as it would go out. */
export function Wording({ scope }: { scope: WordingScope }) {
  const wording = useWording(scope);
  if (wording.isPending) return <Waiting lines={8} />;
  if (wording.error && !wording.data)
    return <Failed failure={wording.error} retry={() => void wording.refetch()} />;
  return <WordingForm scope={scope} set={wording.data.set} signsAs={wording.data.signsAs} />;
}

function WordingForm(props: { scope: WordingScope; set: WordingSettings; signsAs: string | null }) {
  const { scope, set, signsAs } = props;
  const { text } = useLanguage();
  const [draft, setDraft] = useState<WordingSettings>(set);
  const save = useSetWording(scope);
  const preview = useWordingPreview(scope, useSettled(draft, quiet));
  const heading = useId();
  const change = (part: Partial<WordingSettings>) => {
    save.reset();
    setDraft((before) => ({ ...before, ...part }));
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate(draft);
  };
  const refusal = refusalOf(save.error, "calledAs");
  const now = preview.data?.wording;
  return (
    <form className="beside" onSubmit={submit} noValidate>
      <div className="stack">
        <Choice
          label={text("wording.language")}
          value={draft.language}
          usual={now?.language && languages[now.language]}
          choices={allLanguages.map((value) => [value, languages[value]])}
          onChange={(language) => change({ language })}
        />
        <Choice
          label={text("wording.formality")}
          value={draft.formality}
          usual={now?.formality && text(`formality.${now.formality}`)}
          choices={formalities.map((value) => [value, text(`formality.${value}`)])}
          onChange={(formality) => change({ formality })}
        />
        <Choice
          label={text("wording.opener")}
          value={draft.opener}
          usual={now && text(now.hasOpener ? "opener.short" : "opener.none")}
          choices={openers.map((value) => [value, text(`opener.${value}`)])}
          onChange={(opener) => change({ opener })}
        />
        <Choice
          label={text("wording.order")}
          value={draft.order}
          usual={now?.order && text(`order.${now.order}`)}
          choices={orders.map((value) => [value, text(`order.${value}`)])}
          onChange={(order) => change({ order })}
        />
        {scope.of === "contact" && (
          <Field
            label={text("wording.calledAs")}
            hint={signsAs ? text("wording.signsAs", { name: signsAs }) : text("wording.calledAsHint")}
            {...invalid(refusal)}
          >
            <Input
              value={draft.calledAs ?? ""}
              maxLength={60}
              autoComplete="off"
              onChange={(_, { value }) => change({ calledAs: value || null })}
            />
          </Field>
        )}
      </div>
      <section className="stack tight" aria-labelledby={heading}>
        <h3 id={heading} className="subheading">
          {text(scope.of === "contact" ? "wording.preview" : "wording.example")}
        </h3>
        <LetterPreview preview={preview} />
      </section>
      <div className="stack">
        {save.error && !refusal && <Failed failure={save.error} />}
        {save.isSuccess && (
          <output>
            <Notice intent="success">{text("wording.saved")}</Notice>
          </output>
        )}
        <div className="actions">
          <Button type="submit" appearance="primary" disabled={save.isPending}>
            {text("wording.save")}
          </Button>
        </div>
      </div>
    </form>
  );
}

type ChoiceProps<T extends string> = {
  label: string;
  /** Null is left to the wider setting. */
  value: T | null | undefined;
  /** What the wider setting comes to. */
  usual: string | null | undefined;
  choices: readonly (readonly [T, string])[];
  onChange: (value: T | null) => void;
};

function Choice<T extends string>({ label, value, usual, choices, onChange }: ChoiceProps<T>) {
  const { text } = useLanguage();
  const isLeft = value === null || value === undefined;
  return (
    <Field label={label} {...(isLeft && usual ? { hint: text("wording.now", { value: usual }) } : {})}>
      <Select
        value={value ?? ""}
        onChange={(_, chosen) => onChange(choices.find(([each]) => each === chosen.value)?.[0] ?? null)}
      >
        <option value="">{text("wording.usual")}</option>
        {choices.map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </Select>
    </Field>
  );
}
