import { Button, Field, Input, Select } from "@fluentui/react-components";
import { useState } from "react";
import { refusalOf } from "../api/client";
import type { HoldLevel, HoldProposal, Zone } from "../api/types";
import { invalid } from "../ui/invalid";
import { useLanguage } from "../ui/Language";
import { Failed, Waiting } from "../ui/Notice";
import { instantOf } from "../ui/wallClock";
import { useHoldChanges, useHolds } from "./policies";
import "./followUps.css";

/** What a hold set here could cover; without a target it is typed in. */
export type HoldChoice = { level: HoldLevel; target: string | null };

/** The holds of the organisation, those that are proposed, and a form for a new one. */
export function Holds(props: { choices: readonly HoldChoice[]; zone: Zone; heading?: "h2" | "h3" }) {
  const { choices, zone, heading: Heading = "h3" } = props;
  const { text, fullAt } = useLanguage();
  const holds = useHolds();
  const { end } = useHoldChanges();
  const [proposed, setProposed] = useState<HoldProposal | null>(null);
  return (
    <section className="stack" aria-labelledby="holds-heading">
      <Heading id="holds-heading" className={Heading === "h2" ? "heading" : "subheading"}>
        {text("holds.title")}
      </Heading>
      {holds.isPending && <Waiting lines={2} />}
      {holds.error && <Failed failure={holds.error} retry={() => void holds.refetch()} />}
      {holds.data?.standing.length === 0 && <p className="muted">{text("holds.none")}</p>}
      <ul className="stack">
        {holds.data?.standing.map((hold) => (
          <li key={hold.id} className="stack tight">
            <p>{`${text(`holds.${hold.level}`)}${hold.level === "commitment" ? "" : ` ${hold.target}`}: ${hold.reason}`}</p>
            <p className="muted small">
              {text("holds.until", { when: fullAt(hold.until, zone), who: hold.setBy })}
            </p>
            {hold.yours && (
              <div className="actions">
                <Button
                  size="small"
                  disabled={end.isPending}
                  aria-label={text("holds.endOf", { what: hold.reason })}
                  onClick={() => end.mutate(hold.id)}
                >
                  {text("holds.end")}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {end.error && <Failed failure={end.error} />}
      {holds.data?.proposed.map((proposal) => (
        <div key={proposal.target} className="stack tight">
          <p>
            {text("holds.proposed", {
              place: `${text(`holds.${proposal.level}`)} ${proposal.target}`,
              people: proposal.silent.join(", "),
            })}
          </p>
          <div className="actions">
            <Button size="small" onClick={() => setProposed(proposal)}>
              {text("holds.propose")}
            </Button>
          </div>
        </div>
      ))}
      <HoldForm
        key={proposed?.target}
        choices={proposed ? [proposed, ...choices] : choices}
        zone={zone}
        onDone={() => setProposed(null)}
      />
    </section>
  );
}

function HoldForm(props: { choices: readonly HoldChoice[]; zone: Zone; onDone: () => void }) {
  const { choices, zone, onDone } = props;
  const { text } = useLanguage();
  const { set } = useHoldChanges();
  const [at, setAt] = useState(0);
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const [day, setDay] = useState("");
  const chosen = choices[at];
  if (!chosen) return null;
  const target = chosen.target ?? typed;
  const isShown =
    refusalOf(set.error, "reason", "until") !== undefined ||
    (chosen.target === null && refusalOf(set.error, "target") !== undefined);
  return (
    <form
      className="stack narrow"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        set.mutate(
          { level: chosen.level, target, reason, until: instantOf(`${day}T23:59`, zone) },
          {
            onSuccess: () => {
              setReason("");
              setDay("");
              setTyped("");
              onDone();
            },
          },
        );
      }}
    >
      <Field label={text("holds.for")}>
        <Select value={String(at)} onChange={(_, { value }) => setAt(Number(value))}>
          {choices.map((choice, i) => (
            <option key={`${choice.level}${choice.target ?? ""}`} value={i}>
              {`${text(`holds.${choice.level}`)}${choice.target && choice.level !== "commitment" ? ` ${choice.target}` : ""}`}
            </option>
          ))}
        </Select>
      </Field>
      {chosen.target === null && (
        <Field
          label={text("holds.target")}
          hint={text("holds.targetHow")}
          required
          {...invalid(refusalOf(set.error, "target"))}
        >
          <Input value={typed} onChange={(_, { value }) => setTyped(value)} />
        </Field>
      )}
      <Field label={text("holds.reason")} required {...invalid(refusalOf(set.error, "reason"))}>
        <Input value={reason} maxLength={200} onChange={(_, { value }) => setReason(value)} />
      </Field>
      <Field label={text("holds.lastDay")} required {...invalid(refusalOf(set.error, "until"))}>
        <Input type="date" value={day} onChange={(_, { value }) => setDay(value)} />
      </Field>
      {set.error && !isShown && <Failed failure={set.error} />}
      <div className="actions">
        <Button type="submit" disabled={set.isPending || !day || !reason.trim() || !target}>
          {text("holds.set")}
        </Button>
      </div>
    </form>
  );
}
