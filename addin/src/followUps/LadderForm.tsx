import { Button, Field, Input, Select } from "@fluentui/react-components";
import { useState } from "react";
import type { Ladder, LadderLevel, Zone } from "../api/types";
import { invalid } from "../ui/invalid";
import { useLanguage, useText } from "../ui/Language";
import { Failed, Waiting } from "../ui/Notice";
import { useLadder, useLadderChanges } from "./policies";
import "./followUps.css";

const most = 5;
const nobody = { name: "", address: "" };
const newLevel: LadderLevel = { ours: nobody, theirs: nobody, workingHours: 8, approver: "asker" };
const newLadder: Ladder = {
  levels: [newLevel],
  noticeHours: 8,
  ourExecutive: nobody,
  theirExecutive: nobody,
};

/** The ladder agreed with one partner; empty until somebody writes it down. */
export function PartnerLadder(props: { domain: string; partner: string; zone: Zone }) {
  const { domain, partner, zone } = props;
  const { text, fullAt } = useLanguage();
  const ladder = useLadder(domain);
  return (
    <section className="stack" aria-label={text("ladder.of", { partner })}>
      {ladder.isPending ? (
        <Waiting lines={3} />
      ) : ladder.error ? (
        <Failed failure={ladder.error} retry={() => void ladder.refetch()} />
      ) : (
        <>
          <output className="muted">
            {ladder.data.setBy && ladder.data.setAt
              ? text("ladder.setBy", { who: ladder.data.setBy, when: fullAt(ladder.data.setAt, zone) })
              : text("ladder.notSet")}
          </output>
          <LadderForm
            key={ladder.data.setAt ?? domain}
            domain={domain}
            ladder={ladder.data.ladder ?? newLadder}
            isSet={ladder.data.ladder !== null}
          />
        </>
      )}
    </section>
  );
}

function LadderForm({ domain, ladder, isSet }: { domain: string; ladder: Ladder; isSet: boolean }) {
  const text = useText();
  const { set, clear } = useLadderChanges(domain);
  const [draft, setDraft] = useState(ladder);
  const [wrong, setWrong] = useState<Problems>({});
  const change = (at: number, level: LadderLevel) =>
    setDraft({ ...draft, levels: draft.levels.map((old, i) => (i === at ? level : old)) });
  const failure = set.error ?? clear.error;
  return (
    <form
      className="stack narrow"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const found = problemsIn(event.currentTarget);
        setWrong(found);
        if (Object.keys(found).length === 0) set.mutate(draft);
        else event.currentTarget.querySelector<HTMLElement>("input:invalid")?.focus();
      }}
    >
      {draft.levels.map((level, at) => (
        // eslint-disable-next-line react/no-array-index-key -- a level is its place
        <fieldset key={at} className="fields stack level">
          <legend>{text("ladder.level", { count: at + 1 })}</legend>
          <PersonFields
            at={`theirs${at}`}
            wrong={wrong}
            name={text("ladder.theirName")}
            address={text("ladder.theirAddress")}
            person={level.theirs}
            onChange={(theirs) => change(at, { ...level, theirs })}
          />
          <PersonFields
            at={`ours${at}`}
            wrong={wrong}
            name={text("ladder.ourName")}
            address={text("ladder.ourAddress")}
            person={level.ours}
            onChange={(ours) => change(at, { ...level, ours })}
          />
          <Hours
            at={`wait${at}`}
            wrong={wrong}
            label={text("ladder.wait")}
            hours={level.workingHours}
            onChange={(workingHours) => change(at, { ...level, workingHours })}
          />
          <Field label={text("ladder.approver")}>
            <Select
              value={level.approver}
              onChange={(_, { value }) =>
                change(at, { ...level, approver: value === "nobody" || value === "lead" ? value : "asker" })
              }
            >
              {(["asker", "lead", "nobody"] as const).map((each) => (
                <option key={each} value={each}>
                  {text(`ladder.${each}`)}
                </option>
              ))}
            </Select>
          </Field>
          {draft.levels.length > 1 && (
            <div className="actions">
              <Button
                size="small"
                onClick={() => setDraft({ ...draft, levels: draft.levels.filter((_, i) => i !== at) })}
              >
                {text("ladder.remove", { count: at + 1 })}
              </Button>
            </div>
          )}
        </fieldset>
      ))}
      {draft.levels.length < most && (
        <div className="actions">
          <Button size="small" onClick={() => setDraft({ ...draft, levels: [...draft.levels, newLevel] })}>
            {text("ladder.add")}
          </Button>
        </div>
      )}
      <Hours
        at="notice"
        wrong={wrong}
        label={text("ladder.notice")}
        hours={draft.noticeHours}
        onChange={(noticeHours) => setDraft({ ...draft, noticeHours })}
      />
      <fieldset className="fields stack level">
        <legend>{text("ladder.executives")}</legend>
        <PersonFields
          at="theirExecutive"
          wrong={wrong}
          name={text("ladder.theirName")}
          address={text("ladder.theirAddress")}
          person={draft.theirExecutive}
          onChange={(theirExecutive) => setDraft({ ...draft, theirExecutive })}
        />
        <PersonFields
          at="ourExecutive"
          wrong={wrong}
          name={text("ladder.ourName")}
          address={text("ladder.ourAddress")}
          person={draft.ourExecutive}
          onChange={(ourExecutive) => setDraft({ ...draft, ourExecutive })}
        />
      </fieldset>
      {failure && <Failed failure={failure} />}
      <div className="actions">
        <Button type="submit" appearance="primary" disabled={set.isPending}>
          {text("ladder.save")}
        </Button>
        {isSet && (
          <Button disabled={clear.isPending} onClick={() => clear.mutate()}>
            {text("ladder.clear")}
          </Button>
        )}
      </div>
    </form>
  );
}

type Person = LadderLevel["ours"];

/** What is wrong in a field, by its name, in the browser's words. */
type Problems = Readonly<Record<string, string>>;

function problemsIn(form: HTMLFormElement): Problems {
  return Object.fromEntries(
    [...form.querySelectorAll("input")]
      .filter(({ validity }) => !validity.valid)
      .map(({ name, validationMessage }) => [name, validationMessage]),
  );
}

type InForm = {
  /** Names the fields within the form. */
  at: string;
  wrong: Problems;
};

function PersonFields(
  props: InForm & { name: string; address: string; person: Person; onChange: (person: Person) => void },
) {
  const { at, wrong, name, address, person, onChange } = props;
  return (
    <div className="pair">
      <Field label={name} required {...invalid(wrong[`${at}.name`])}>
        <Input
          name={`${at}.name`}
          value={person.name}
          autoComplete="off"
          onChange={(_, { value }) => onChange({ ...person, name: value })}
        />
      </Field>
      <Field label={address} required {...invalid(wrong[`${at}.address`])}>
        <Input
          type="email"
          name={`${at}.address`}
          value={person.address}
          autoComplete="off"
          onChange={(_, { value }) => onChange({ ...person, address: value })}
        />
      </Field>
    </div>
  );
}

function Hours(props: InForm & { label: string; hours: number; onChange: (hours: number) => void }) {
  const { at, wrong, label, hours, onChange } = props;
  return (
    <Field label={label} {...invalid(wrong[at])}>
      <Input
        type="number"
        name={at}
        min={0}
        max={400}
        value={String(hours)}
        onChange={(_, { value }) => onChange(Number(value))}
      />
    </Field>
  );
}
