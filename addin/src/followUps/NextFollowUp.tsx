import { SendClockRegular } from "@fluentui/react-icons/svg/send-clock";
import type { CommitmentView, MailAddress, Zone } from "../api/types";
import { BothTimes } from "../ui/BothTimes";
import { useText } from "../ui/Language";
import { PlannedMail } from "./PlannedMail";
import { useSensitivity } from "./queries";
import { WordingLink } from "./WordingLink";

/** What goes out next for a commitment, or why nothing does. */
export function NextFollowUp({ commitment, zone }: { commitment: CommitmentView; zone: Zone }) {
  const text = useText();
  const { nextFollowUp, nextWhy, followUpsSent } = commitment;
  return (
    <div className="next">
      <SendClockRegular aria-hidden className="next-icon" />
      <div className="stack tight">
        <h3 className="overline">{text("next.title")}</h3>
        {nextFollowUp ? (
          <>
            <BothTimes moment={nextFollowUp.moment} yourZone={zone} />
            <PlannedMail planned={nextFollowUp} />
          </>
        ) : (
          <p>{nextWhy ?? text("next.nothing")}</p>
        )}
        <ApproveFirst contact={commitment.contact} />
        <WordingLink contact={commitment.contact} commitment={commitment.id} />
        {followUpsSent > 0 && <p className="muted small">{text("next.sent", { count: followUpsSent })}</p>}
      </div>
    </div>
  );
}

/** Whether every mail to this contact waits until the asker has read and approved it. */
function ApproveFirst({ contact }: { contact: MailAddress }) {
  const text = useText();
  const { now, mark } = useSensitivity(contact.address);
  if (!now.data) return null;
  return (
    <label className="small">
      <input
        type="checkbox"
        checked={mark.isPending ? mark.variables : now.data.isSensitive}
        onChange={({ target }) => !mark.isPending && mark.mutate(target.checked)}
      />{" "}
      {text("queue.approve.first", { who: contact.name })}
    </label>
  );
}
