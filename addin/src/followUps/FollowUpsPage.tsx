import type { Escalation, Priority, Zone } from "../api/types";
import { useText } from "../ui/Language";
import { Failed, Waiting } from "../ui/Notice";
import { EscalationCard } from "./EscalationCard";
import { Holds } from "./Holds";
import { PartnerLadder } from "./LadderForm";
import { useEscalations, usePartners, usePolicies, usePolicyChanges } from "./policies";
import { PolicyEditor } from "./PolicyEditor";

/** What a lead sets for everybody: policies, holds and ladders; and what waits on the ladders. */
export function FollowUpsPage({ zone }: { zone: Zone }) {
  const text = useText();
  const partners = usePartners();
  return (
    <>
      <h1 className="page-title">{text("rules.page")}</h1>
      <Escalations zone={zone} />
      <div className="card stack">
        <Holds
          zone={zone}
          choices={(["country", "region", "partner", "contact"] as const).map((level) => ({
            level,
            target: null,
          }))}
        />
      </div>
      {(["normal", "urgent"] as const).map((priority) => (
        <TenantPolicy key={priority} priority={priority} />
      ))}
      {partners.error && <Failed failure={partners.error} retry={() => void partners.refetch()} />}
      {partners.data?.map(({ domain, name }) => (
        <details key={domain} className="card">
          <summary>{text("ladder.of", { partner: name })}</summary>
          <PartnerLadder domain={domain} partner={name} />
        </details>
      ))}
    </>
  );
}

function Escalations({ zone }: { zone: Zone }) {
  const text = useText();
  const escalations = useEscalations();
  if (escalations.isPending) return <Waiting lines={4} />;
  if (escalations.error)
    return <Failed failure={escalations.error} retry={() => void escalations.refetch()} />;
  return (["waiting", "standing"] as const).map((list) => (
    <section key={list} className="card stack" aria-label={text(`ladder.${list}`)}>
      <h2 className="heading">{text(`ladder.${list}`)}</h2>
      {escalations.data[list].length === 0 && <p className="muted">{text("ladder.nothing")}</p>}
      {escalations.data[list].map((each) => (
        <One key={each.commitment} escalation={each} zone={zone} />
      ))}
    </section>
  ));
}

function One({ escalation, zone }: { escalation: Escalation; zone: Zone }) {
  return (
    <article className="stack tight" aria-label={`${escalation.contact.name}: ${escalation.subject}`}>
      <h3 className="subheading">{`${escalation.contact.name}: ${escalation.subject}`}</h3>
      <p className="muted small">{`${escalation.asker.name} · ${escalation.partner}`}</p>
      <EscalationCard escalation={escalation} zone={zone} />
    </article>
  );
}

function TenantPolicy({ priority }: { priority: Priority }) {
  const text = useText();
  const policies = usePolicies();
  const { set, clear } = usePolicyChanges({ level: "tenant" }, priority);
  const mine = policies.data?.filter((policy) => policy.priority === priority) ?? [];
  const own = mine.find(({ level }) => level === "tenant");
  const shown = own ?? mine.find(({ level }) => level === "shipped");
  return (
    <section className="card stack" aria-label={text(`policy.${priority}`)}>
      <h2 className="heading">{text(`policy.${priority}`)}</h2>
      {policies.isPending && <Waiting lines={3} />}
      {policies.error && <Failed failure={policies.error} retry={() => void policies.refetch()} />}
      {shown && (
        <>
          <p>{text("policy.applies", { policy: shown.words })}</p>
          <PolicyEditor
            key={JSON.stringify([shown.steps, shown.then])}
            policy={shown}
            busy={set.isPending || clear.isPending}
            failure={set.error ?? clear.error}
            onSave={(body) => set.mutate({ steps: body.steps, then: body.then })}
            onClear={own ? () => clear.mutate() : null}
          />
        </>
      )}
    </section>
  );
}
