import { Button, Field, Select, Textarea } from "@fluentui/react-components";
import { useId, useRef, useState, type SubmitEvent } from "react";
import { flushSync } from "react-dom";
import { refusalOf } from "../api/client";
import type { Language, LetterKind, LetterText } from "../api/types";
import { invalid } from "../ui/invalid";
import { useLanguage } from "../ui/Language";
import { Failed, Notice, Waiting } from "../ui/Notice";
import { useSettled } from "../ui/useSettled";
import { LetterPreview } from "./LetterPreview";
import { allLanguages, languages, useLetterChanges, useLetterPreview, useLetters } from "./wording";

/** How long a text must stay the same before the mail is written anew, in milliseconds. */
const quiet = 400;

/** The texts of the mails, one of each kind and language, each with its mail beside it. */
export function LetterEditor() {
  const { text, locale } = useLanguage();
  const letters = useLetters();
  const [kind, setKind] = useState<LetterKind>("due");
  const [language, setLanguage] = useState<Language>(() => languageOf(locale));
  const [drafts, setDrafts] = useState<Record<string, string>>({});
  if (letters.isPending) return <Waiting lines={12} />;
  if (letters.error && !letters.data)
    return <Failed failure={letters.error} retry={() => void letters.refetch()} />;

  const letter = letters.data.find((each) => each.kind === kind && each.language === language);
  const kinds = letters.data.filter((each) => each.language === language).map((each) => each.kind);
  const place = `${kind} ${language}`;
  return (
    <>
      <div className="pair">
        <Field label={text("letters.kind")}>
          <Select
            value={kind}
            onChange={(_, { value }) => setKind(kinds.find((each) => each === value) ?? kind)}
          >
            {kinds.map((each) => (
              <option key={each} value={each}>
                {text(`letter.${each}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={text("wording.language")}>
          <Select
            value={language}
            onChange={(_, { value }) => setLanguage(allLanguages.find((each) => each === value) ?? language)}
          >
            {allLanguages.map((each) => (
              <option key={each} value={each}>
                {languages[each]}
              </option>
            ))}
          </Select>
        </Field>
      </div>
      {letter && (
        <LetterForm
          key={place}
          letter={letter}
          language={language}
          draft={drafts[place] ?? letter.text}
          onDraft={(draft) => setDrafts((before) => ({ ...before, [place]: draft }))}
        />
      )}
    </>
  );
}

type FormProps = {
  letter: LetterText;
  language: Language;
  draft: string;
  onDraft: (draft: string) => void;
};

function LetterForm({ letter, language, draft, onDraft }: FormProps) {
  const { text } = useLanguage();
  const { set, reset } = useLetterChanges(letter.kind, language);
  const preview = useLetterPreview(letter.kind, language, useSettled(draft, quiet));
  const box = useRef<HTMLTextAreaElement>(null);
  const heading = useId();
  const refusal = refusalOf(set.error, "text") ?? refusalOf(preview.error, "text");
  const failure = set.error ?? reset.error;
  const isBusy = set.isPending || reset.isPending;

  const change = (next: string) => {
    set.reset();
    reset.reset();
    onDraft(next);
  };
  const insert = (placeholder: string) => {
    const { selectionStart: from, selectionEnd: to } = box.current ?? { selectionStart: 0, selectionEnd: 0 };
    const put = `{${placeholder}}`;
    flushSync(() => change(draft.slice(0, from) + put + draft.slice(to)));
    box.current?.focus();
    box.current?.setSelectionRange(from + put.length, from + put.length);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    set.mutate(draft, { onError: () => box.current?.focus() });
  };

  return (
    <form className="beside" onSubmit={submit} noValidate>
      <div className="stack">
        <Field
          label={text("letters.text")}
          hint={text(letter.own === null ? "letters.shipped" : "letters.own")}
          {...invalid(refusal)}
        >
          <Textarea
            textarea={{ ref: box }}
            value={draft}
            rows={16}
            resize="vertical"
            lang={tags[language]}
            onChange={(_, { value }) => change(value)}
          />
        </Field>
        <fieldset className="fields stack tight">
          <legend className="small">{text("letters.placeholders")}</legend>
          <div className="placeholders">
            {letter.placeholders.map((each) => (
              <Placeholder
                key={each}
                name={each}
                isMissing={letter.required.includes(each) && !draft.includes(`{${each}}`)}
                onInsert={() => insert(each)}
              />
            ))}
          </div>
        </fieldset>
      </div>
      <section className="stack tight" aria-labelledby={heading}>
        <h3 id={heading} className="subheading">
          {text("wording.example")}
        </h3>
        {refusal ? <p className="muted">{text("letters.noPreview")}</p> : <LetterPreview preview={preview} />}
      </section>
      <div className="stack">
        {failure && !refusal && <Failed failure={failure} />}
        {(set.isSuccess || reset.isSuccess) && (
          <output>
            <Notice intent="success">{text(set.isSuccess ? "letters.saved" : "letters.wasReset")}</Notice>
          </output>
        )}
        <div className="actions">
          <Button type="submit" appearance="primary" disabled={isBusy}>
            {text("letters.save")}
          </Button>
          {letter.own !== null && (
            <Button
              disabled={isBusy}
              onClick={() => {
                set.reset();
                reset.mutate(undefined, { onSuccess: (shipped) => onDraft(shipped.text) });
              }}
            >
              {text("letters.reset")}
            </Button>
          )}
        </div>
      </div>
    </form>
  );
}

function Placeholder(props: { name: string; isMissing: boolean; onInsert: () => void }) {
  const { name, isMissing, onInsert } = props;
  const { text } = useLanguage();
  const put = `{${name}}`;
  const what = isPlaceholder(name) ? text(`placeholder.${name}`) : "";
  return (
    <button
      type="button"
      className="placeholder"
      data-missing={isMissing || undefined}
      aria-label={`${text("letters.insert", { placeholder: put, what })}${isMissing ? ` (${text("letters.missing")})` : ""}`}
      onClick={onInsert}
    >
      <code>{put}</code>
      <span className="small">{isMissing ? `${what} (${text("letters.missing")})` : what}</span>
    </button>
  );
}

const placeholders = [
  "greeting",
  "name",
  "opener",
  "ask",
  "asks",
  "date",
  "links",
  "replies",
  "step",
  "person",
  "copy",
  "hours",
  "closing",
  "asker",
] as const;

function isPlaceholder(name: string): name is (typeof placeholders)[number] {
  return (placeholders as readonly string[]).includes(name);
}

const tags: Record<Language, string> = { english: "en", german: "de", spanish: "es", hindi: "hi" };

/** The reader's own, else English. */
function languageOf(locale: string): Language {
  return allLanguages.find((each) => tags[each] === locale.split("-")[0]) ?? "english";
}
