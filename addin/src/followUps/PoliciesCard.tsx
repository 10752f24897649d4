import { Field, Select } from "@fluentui/react-components";
import { useState } from "react";
import type { PolicyScope, PolicyView, Priority } from "../api/types";
import { useText } from "../ui/Language";
import { Failed, Notice, Waiting } from "../ui/Notice";
import { nameOf, usePartners, usePolicies, usePolicyChanges, useTeams } from "./policies";
import { PolicyEditor } from "./PolicyEditor";
import "./followUps.css";

type Place = Extract<PolicyScope, { level: "tenant" | "team" | "partner" }>;

/** The policies of the organisation, its teams and its partners: which one applies where, and an editor for each. */
export function PoliciesCard() {
  const text = useText();
  const policies = usePolicies();
  const [place, setPlace] = useState<Place>({ level: "tenant" });
  const [priority, setPriority] = useState<Priority>("normal");
  return (
    <section className="card stack" aria-labelledby="policies">
      <h2 id="policies" className="heading">
        {text("policy.many")}
      </h2>
      <div className="pair narrow">
        <PlaceField place={place} policies={policies.data ?? []} onChange={setPlace} />
        <Field label={text("tag.priority")}>
          <Select
            value={priority}
            onChange={(_, { value }) => setPriority(value === "urgent" ? "urgent" : "normal")}
          >
            <option value="normal">{text("priority.normal")}</option>
            <option value="urgent">{text("priority.urgent")}</option>
          </Select>
        </Field>
      </div>
      {policies.isPending && <Waiting lines={6} />}
      {policies.error && <Failed failure={policies.error} retry={() => void policies.refetch()} />}
      {policies.data && (
        <PolicyAt
          key={`${JSON.stringify(place)} ${priority}`}
          place={place}
          priority={priority}
          policies={policies.data.filter((policy) => policy.priority === priority)}
        />
      )}
    </section>
  );
}

function PlaceField(props: {
  place: Place;
  policies: readonly PolicyView[];
  onChange: (place: Place) => void;
}) {
  const { place, policies, onChange } = props;
  const text = useText();
  const known = useTeams();
  const partners = usePartners();
  const teams = new Set([
    ...(known.data ?? []),
    ...policies.filter(({ level }) => level === "team").map(({ target }) => target),
  ]);
  const choose = (value: string) => {
    const [level, target] = [value.slice(0, value.indexOf(" ")), value.slice(value.indexOf(" ") + 1)];
    if (level === "team") onChange({ level, team: target });
    else if (level === "partner") onChange({ level, domain: target });
    else onChange({ level: "tenant" });
  };
  return (
    <>
      {(known.error ?? partners.error) && <Failed failure={known.error ?? partners.error} />}
      <Field label={text("policy.at")}>
        <Select value={`${place.level} ${targetOf(place)}`} onChange={(_, { value }) => choose(value)}>
          <option value="tenant ">{text("policy.tenant")}</option>
          <optgroup label={text("policy.teams")}>
            {[...teams].map((team) => (
              <option key={team} value={`team ${team}`}>
                {team}
              </option>
            ))}
          </optgroup>
          <optgroup label={text("policy.partners")}>
            {partners.data?.map((partner) => (
              <option key={partner.domain} value={`partner ${partner.domain}`}>
                {nameOf(partner)}
              </option>
            ))}
          </optgroup>
        </Select>
      </Field>
    </>
  );
}

function targetOf(place: Place): string {
  switch (place.level) {
    case "tenant":
      return "";
    case "team":
      return place.team;
    case "partner":
      return place.domain;
  }
}

function PolicyAt(props: { place: Place; priority: Priority; policies: readonly PolicyView[] }) {
  const { place, priority, policies } = props;
  const text = useText();
  const { set, clear } = usePolicyChanges(place, priority);
  const own = policies.find(({ level, target }) => level === place.level && target === targetOf(place));
  const applies =
    own ??
    policies.find(({ level }) => level === "tenant") ??
    policies.find(({ level }) => level === "shipped");
  const stronger = policies.filter((policy) => isStronger(policy, place, own !== undefined));
  if (!applies) return null;
  const isDone = set.isSuccess || clear.isSuccess;
  return (
    <>
      <p>{text("policy.applies", { policy: applies.words })}</p>
      {stronger.length > 0 && (
        <p className="muted small">
          {text("policy.stronger", { policies: stronger.map(({ words }) => words).join(", ") })}
        </p>
      )}
      <PolicyEditor
        key={JSON.stringify([applies.steps, applies.afterwards])}
        policy={applies}
        busy={set.isPending || clear.isPending}
        failure={set.error ?? clear.error}
        onSave={(body) => {
          clear.reset();
          set.mutate(body);
        }}
        onClear={
          own
            ? () => {
                set.reset();
                clear.mutate();
              }
            : null
        }
      />
      {isDone && (
        <output>
          <Notice intent="success">{text("policy.saved")}</Notice>
        </output>
      )}
    </>
  );
}

/** A policy that goes before the one shown. Partners go before teams: one without a policy follows the asker's team. */
function isStronger({ level, target }: PolicyView, place: Place, isOwn: boolean): boolean {
  switch (place.level) {
    case "tenant":
      return level === "team" || level === "partner" || level === "contact";
    case "team":
      return level === "partner" || level === "contact";
    case "partner":
      return (level === "contact" && target.endsWith(`@${place.domain}`)) || (level === "team" && !isOwn);
  }
}
