import { useState } from "react";
import type { Escalation, Zone } from "../api/types";
import { useText } from "../ui/Language";
import { Failed, Waiting } from "../ui/Notice";
import { EscalationCard } from "./EscalationCard";
import { Holds } from "./Holds";
import { PartnerLadder } from "./LadderForm";
import { PoliciesCard } from "./PoliciesCard";
import { nameOf, useEscalations, usePartners } from "./policies";
import "./followUps.css";

/** What a lead sets for everybody: policies, holds and ladders; and what waits on the ladders. */
export function FollowUpsPage({ zone }: { zone: Zone }) {
  const text = useText();
  return (
    <>
      <h1 className="page-title">{text("rules.page")}</h1>
      <Escalations zone={zone} />
      <div className="card stack">
        <Holds
          zone={zone}
          heading="h2"
          choices={(["country", "region", "partner", "contact"] as const).map((level) => ({
            level,
            target: null,
          }))}
        />
      </div>
      <PoliciesCard />
      <Ladders zone={zone} />
    </>
  );
}

/** One partner's at a time: a ladder is long. */
function Ladders({ zone }: { zone: Zone }) {
  const text = useText();
  const partners = usePartners();
  const [open, setOpen] = useState<string | null>(null);
  return (
    <section className="card stack" aria-labelledby="ladders">
      <h2 id="ladders" className="heading">
        {text("ladder.many")}
      </h2>
      {partners.isPending && <Waiting lines={3} />}
      {partners.error && <Failed failure={partners.error} retry={() => void partners.refetch()} />}
      {partners.data?.length === 0 && <p className="muted">{text("ladder.noPartners")}</p>}
      {partners.data?.map((partner) => (
        <details
          key={partner.domain}
          open={open === partner.domain}
          onToggle={({ currentTarget }) =>
            setOpen((before) =>
              currentTarget.open ? partner.domain : before === partner.domain ? null : before,
            )
          }
        >
          <summary>{text("ladder.of", { partner: nameOf(partner) })}</summary>
          {open === partner.domain && (
            <PartnerLadder domain={partner.domain} partner={partner.name} zone={zone} />
          )}
        </details>
      ))}
    </section>
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
    <article
      className="stack tight escalation"
      aria-label={`${escalation.contact.name}: ${escalation.subject}`}
    >
      <h3 className="subheading">{`${escalation.contact.name}: ${escalation.subject}`}</h3>
      <p className="muted small">{`${escalation.asker.name} · ${escalation.partner}`}</p>
      <EscalationCard escalation={escalation} zone={zone} />
    </article>
  );
}
