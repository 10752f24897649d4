import { Button, Field, Input } from "@fluentui/react-components";
import { useState } from "react";
import type { Escalation, Zone } from "../api/types";
import { BothTimes } from "../ui/BothTimes";
import { useText } from "../ui/Language";
import { Failed } from "../ui/Notice";
import { PlannedMail } from "./PlannedMail";
import { useEscalationChanges } from "./policies";

/** Where a commitment stands on the ladder: what comes next, its exact mails, and whose word it waits for. */
export function EscalationCard({ escalation, zone }: { escalation: Escalation; zone: Zone }) {
  const text = useText();
  const { decide, acknowledge } = useEscalationChanges(escalation.commitment);
  const [reason, setReason] = useState("");
  const { level, next, people, mails } = escalation;
  const say = (approve: boolean) =>
    next !== null && decide.mutate({ level: next, approve, reason: reason.trim() || null });
  return (
    <div className="stack">
      <p>{level > 0 ? text("ladder.reached", { level: String(level) }) : text("ladder.notReached")}</p>
      <p className="muted">{escalation.why}</p>
      {next !== null && people && (
        <p>
          {text("ladder.next", {
            level: String(next),
            theirs: people.theirs.name,
            ours: people.ours.name,
          })}
        </p>
      )}
      {escalation.yoursToDecide && (
        <>
          <ol className="stack">
            {mails.map((mail) => (
              <li key={mail.moment.at} className="stack tight">
                <BothTimes moment={mail.moment} yourZone={zone} />
                <PlannedMail planned={mail} />
              </li>
            ))}
          </ol>
          <Field label={text("ladder.reason")} className="narrow">
            <Input value={reason} maxLength={500} onChange={(_, { value }) => setReason(value)} />
          </Field>
          <div className="actions">
            <Button appearance="primary" disabled={decide.isPending} onClick={() => say(true)}>
              {text("ladder.approve", { level: String(next) })}
            </Button>
            <Button disabled={decide.isPending} onClick={() => say(false)}>
              {text("ladder.refuse")}
            </Button>
          </div>
        </>
      )}
      {level > 0 && !escalation.isAcknowledged && (
        <div className="actions">
          <Button size="small" disabled={acknowledge.isPending} onClick={() => acknowledge.mutate(level)}>
            {text("ladder.takenUp", { level: String(level) })}
          </Button>
        </div>
      )}
      {(decide.error ?? acknowledge.error) && <Failed failure={decide.error ?? acknowledge.error} />}
    </div>
  );
}
