import { Button, Field, Input, Select } from "@fluentui/react-components";
import { useState } from "react";
import type { Ladder, LadderLevel } from "../api/types";
import { useText } from "../ui/Language";
import { Failed, Waiting } from "../ui/Notice";
import { useLadder, useLadderChanges } from "./policies";

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
export function PartnerLadder({ domain, partner }: { domain: string; partner: string }) {
  const text = useText();
  const ladder = useLadder(domain);
  return (
    <section className="stack" aria-label={text("ladder.of", { partner })}>
      <h3 className="subheading">{text("ladder.of", { partner })}</h3>
      {ladder.isPending ? (
        <Waiting lines={3} />
      ) : ladder.error ? (
        <Failed failure={ladder.error} retry={() => void ladder.refetch()} />
      ) : (
        <LadderForm
          key={ladder.data.setAt ?? domain}
          domain={domain}
          ladder={ladder.data.ladder ?? newLadder}
          isSet={ladder.data.ladder !== null}
        />
      )}
    </section>
  );
}

function LadderForm({ domain, ladder, isSet }: { domain: string; ladder: Ladder; isSet: boolean }) {
  const text = useText();
  const { set, clear } = useLadderChanges(domain);
  const [draft, setDraft] = useState(ladder);
  const change = (at: number, level: LadderLevel) =>
    setDraft({ ...draft, levels: draft.levels.map((old, i) => (i === at ? level : old)) });
  const failure = set.error ?? clear.error;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        set.mutate(draft);
      }}
    >
      {draft.levels.map((level, at) => (
        // eslint-disable-next-line react/no-array-index-key -- a level is its place
        <fieldset key={at} className="fields stack">
          <legend>{text("ladder.level", { count: at + 1 })}</legend>
          <PersonFields
            name={text("ladder.theirName")}
            address={text("ladder.theirAddress")}
            person={level.theirs}
            onChange={(theirs) => change(at, { ...level, theirs })}
          />
          <PersonFields
            name={text("ladder.ourName")}
            address={text("ladder.ourAddress")}
            person={level.ours}
            onChange={(ours) => change(at, { ...level, ours })}
          />
          <Hours
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
        label={text("ladder.notice")}
        hours={draft.noticeHours}
        onChange={(noticeHours) => setDraft({ ...draft, noticeHours })}
      />
      <fieldset className="fields stack">
        <legend>{text("ladder.executives")}</legend>
        <PersonFields
          name={text("ladder.theirName")}
          address={text("ladder.theirAddress")}
          person={draft.theirExecutive}
          onChange={(theirExecutive) => setDraft({ ...draft, theirExecutive })}
        />
        <PersonFields
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

function PersonFields(props: {
  name: string;
  address: string;
  person: Person;
  onChange: (person: Person) => void;
}) {
  const { name, address, person, onChange } = props;
  return (
    <div className="when">
      <Field label={name} required>
        <Input value={person.name} onChange={(_, { value }) => onChange({ ...person, name: value })} />
      </Field>
      <Field label={address} required>
        <Input
          type="email"
          value={person.address}
          onChange={(_, { value }) => onChange({ ...person, address: value })}
        />
      </Field>
    </div>
  );
}

function Hours(props: { label: string; hours: number; onChange: (hours: number) => void }) {
  const { label, hours, onChange } = props;
  return (
    <Field label={label}>
      <Input
        type="number"
        min={0}
        max={400}
        value={String(hours)}
        onChange={(_, { value }) => onChange(Number(value))}
      />
    </Field>
  );
}
