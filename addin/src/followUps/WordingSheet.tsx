import { Button, Field, Input, Select } from "@fluentui/react-components";
import { useId, useState, type SubmitEvent } from "react";
import { Problem } from "../api/client";
import type { AskOrder, Courtesy, Formality, Language, WordingSettings, WordingView } from "../api/types";
import { Sheet } from "../calendars/Sheet";
import { useLanguage } from "../ui/Language";
import { Failed, Notice, Waiting } from "../ui/Notice";
import { useSettled } from "../ui/useSettled";
import { useRevokeLinks, useSetWording, useWording, useWordingPreview } from "./wording";

type Props = {
  contact: { name: string; address: string };
  /** Whose links can be taken back here. */
  commitment: string;
  onClose: () => void;
};

/** Each in its own words, as the one who looks for it would read it. */
const languages: Record<Language, string> = {
  english: "English",
  german: "Deutsch",
  spanish: "Español",
  hindi: "हिन्दी",
};
const formalities: readonly Formality[] = ["familiar", "polite", "formal"];
const openers: readonly Courtesy[] = ["mirror", "short", "none"];
const orders: readonly AskOrder[] = ["askFirst", "reasonsFirst"];

/** How the mails to a contact are worded, with the mail beside it as it would go out. */
export function WordingSheet({ contact, commitment, onClose }: Props) {
  const { text } = useLanguage();
  const wording = useWording(contact.address);
  return (
    <Sheet title={text("wording.title", { who: contact.name })} onClose={onClose}>
      {wording.isPending && <Waiting lines={8} />}
      {wording.error && !wording.data && (
        <Failed failure={wording.error} retry={() => void wording.refetch()} />
      )}
      {wording.data && <WordingForm address={contact.address} known={wording.data} />}
      <Links contact={contact} commitment={commitment} />
    </Sheet>
  );
}

function WordingForm({ address, known }: { address: string; known: WordingView }) {
  const { text } = useLanguage();
  const [draft, setDraft] = useState<WordingSettings>(known.set);
  const save = useSetWording(address);
  const change = (part: Partial<WordingSettings>) => {
    save.reset();
    setDraft((before) => ({ ...before, ...part }));
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate(draft);
  };
  const refusal = save.error instanceof Problem ? save.error.fields["calledAs"]?.[0] : undefined;
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <Choice
        label={text("wording.language")}
        value={draft.language}
        choices={(Object.keys(languages) as Language[]).map((value) => [value, languages[value]])}
        onChange={(language) => change({ language })}
      />
      <Choice
        label={text("wording.formality")}
        value={draft.formality}
        choices={formalities.map((value) => [value, text(`formality.${value}`)])}
        onChange={(formality) => change({ formality })}
      />
      <Choice
        label={text("wording.opener")}
        value={draft.opener}
        choices={openers.map((value) => [value, text(`opener.${value}`)])}
        onChange={(opener) => change({ opener })}
      />
      <Choice
        label={text("wording.order")}
        value={draft.order}
        choices={orders.map((value) => [value, text(`order.${value}`)])}
        onChange={(order) => change({ order })}
      />
      <Field
        label={text("wording.calledAs")}
        hint={
          known.learnt?.signsAs
            ? text("wording.signsAs", { name: known.learnt.signsAs })
            : text("wording.calledAsHint")
        }
        {...(refusal ? { validationState: "error", validationMessage: refusal } : {})}
      >
        <Input
          value={draft.calledAs ?? ""}
          maxLength={60}
          autoComplete="off"
          onChange={(_, { value }) => change({ calledAs: value || null })}
        />
      </Field>
      <Preview address={address} settings={draft} />
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
    </form>
  );
}

type ChoiceProps<T extends string> = {
  label: string;
  /** Null is left to the wider setting. */
  value: T | null | undefined;
  choices: readonly (readonly [T, string])[];
  onChange: (value: T | null) => void;
};

function Choice<T extends string>({ label, value, choices, onChange }: ChoiceProps<T>) {
  const { text } = useLanguage();
  return (
    <Field label={label}>
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

/** How long the settings must stay the same before the mail is written anew, in milliseconds. */
const quiet = 300;

function Preview({ address, settings }: { address: string; settings: WordingSettings }) {
  const { text } = useLanguage();
  const heading = useId();
  const preview = useWordingPreview(address, useSettled(settings, quiet));
  return (
    <section className="stack tight" aria-labelledby={heading}>
      <h3 id={heading} className="subheading">
        {text("wording.preview")}
      </h3>
      {preview.isPending && <Waiting lines={6} />}
      {preview.error && <Failed failure={preview.error} />}
      {preview.data && (
        <>
          <div className="mail-text" aria-live="polite" aria-busy={preview.isPlaceholderData}>
            {preview.data.text}
          </div>
          <p className="muted small">{text("wording.words", { count: preview.data.words })}</p>
        </>
      )}
    </section>
  );
}

/** The ways in that were mailed so far, and how to close them. */
function Links({ contact, commitment }: { contact: { name: string }; commitment: string }) {
  const { text } = useLanguage();
  const revoke = useRevokeLinks(commitment);
  const heading = useId();
  return (
    <section className="stack tight" aria-labelledby={heading}>
      <h3 id={heading} className="subheading">
        {text("links.title")}
      </h3>
      <p className="small">{text("links.what", { who: contact.name })}</p>
      {revoke.error && <Failed failure={revoke.error} />}
      {revoke.isSuccess ? (
        <output>
          <Notice intent="success">{text("links.revoked")}</Notice>
        </output>
      ) : (
        <div>
          <Button size="small" disabled={revoke.isPending} onClick={() => revoke.mutate()}>
            {text("links.revoke")}
          </Button>
        </div>
      )}
    </section>
  );
}
