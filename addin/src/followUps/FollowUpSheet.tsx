import { Field, Select } from "@fluentui/react-components";
import { useState } from "react";
import { Sheet } from "../calendars/Sheet";
import type { CommitmentDetail, PolicyScope, Zone } from "../api/types";
import { useText } from "../ui/Language";
import { Failed, Waiting } from "../ui/Notice";
import { EscalationCard } from "./EscalationCard";
import { Holds } from "./Holds";
import { useEscalation, usePolicyChanges } from "./policies";
import { PolicyEditor } from "./PolicyEditor";

type Props = { detail: CommitmentDetail; zone: Zone; onClose: () => void };

/** How follow-ups to one contact are decided: which policy applies, what holds them back, where the ladder stands. */
export function FollowUpSheet({ detail, zone, onClose }: Props) {
  const text = useText();
  const { commitment } = detail;
  const { address, name } = commitment.contact;
  const domain = address.slice(address.lastIndexOf("@") + 1);
  return (
    <Sheet title={text("rules.title", { who: name })} onClose={onClose}>
      <PolicySection detail={detail} domain={domain} />
      <Holds
        zone={zone}
        choices={[
          { level: "commitment", target: commitment.id },
          { level: "contact", target: address },
          { level: "partner", target: domain },
          { level: "country", target: null },
          { level: "region", target: null },
        ]}
      />
      <LadderSection id={commitment.id} zone={zone} />
    </Sheet>
  );
}

function PolicySection({ detail, domain }: { detail: CommitmentDetail; domain: string }) {
  const text = useText();
  const { policy, commitment } = detail;
  const [at, setAt] = useState<"request" | "contact" | "partner">("contact");
  const scope: PolicyScope =
    at === "request"
      ? { level: "request", id: commitment.requestId }
      : at === "contact"
        ? { level: "contact", address: commitment.contact.address }
        : { level: "partner", domain };
  const { set, clear } = usePolicyChanges(scope, policy.priority);
  return (
    <section className="stack" aria-labelledby="policy-heading">
      <h3 id="policy-heading" className="subheading">
        {text("policy.title")}
      </h3>
      <p>{text("policy.applies", { policy: policy.words })}</p>
      {policy.overruled.length > 0 && (
        <p className="muted small">{text("policy.overrules", { policies: policy.overruled.join(", ") })}</p>
      )}
      <Field label={text("policy.at")}>
        <Select
          value={at}
          onChange={(_, { value }) => setAt(value === "request" || value === "partner" ? value : "contact")}
        >
          <option value="request">{text("policy.request")}</option>
          <option value="contact">{commitment.contact.name}</option>
          <option value="partner">{commitment.partner}</option>
        </Select>
      </Field>
      <PolicyEditor
        key={JSON.stringify([policy.steps, policy.afterwards])}
        policy={policy}
        busy={set.isPending || clear.isPending}
        failure={set.error ?? clear.error}
        onSave={(body) => set.mutate(body)}
        onClear={policy.level === at ? () => clear.mutate() : null}
      />
    </section>
  );
}

function LadderSection({ id, zone }: { id: string; zone: Zone }) {
  const text = useText();
  const escalation = useEscalation(id);
  return (
    <section className="stack" aria-labelledby="ladder-heading">
      <h3 id="ladder-heading" className="subheading">
        {text("ladder.title")}
      </h3>
      {escalation.isPending && <Waiting lines={2} />}
      {escalation.error && <Failed failure={escalation.error} retry={() => void escalation.refetch()} />}
      {escalation.data && <EscalationCard escalation={escalation.data} zone={zone} />}
    </section>
  );
}
