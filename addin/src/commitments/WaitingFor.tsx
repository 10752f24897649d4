import { Button } from "@fluentui/react-components";
import { ChevronRightRegular } from "@fluentui/react-icons/svg/chevron-right";
import { MailCheckmarkRegular } from "@fluentui/react-icons/svg/mail-checkmark";
import type { CommitmentView, Zone } from "../api/types";
import { useLanguage } from "../ui/Language";
import { Empty, Failed, Waiting } from "../ui/Notice";
import { useOpenCommitments } from "./queries";
import { StateBadge } from "./StateBadge";

const groups = ["questions", "overdue", "dueSoon", "onTrack", "paused"] as const;
type Group = (typeof groups)[number];

/** Where a commitment stands in the list; null when nothing is waited for any more. */
export function groupOf({ question, state }: CommitmentView): Group | null {
  if (question) return "questions";
  return groups.find((group) => group === state) ?? null;
}

type Props = { zone: Zone; onOpen: (commitment: CommitmentView) => void };

/** Everything that others owe, over all threads; what needs the asker stands first. */
export function WaitingFor({ zone, onOpen }: Props) {
  const { text } = useLanguage();
  const list = useOpenCommitments();
  if (list.isPending) return <Waiting lines={8} />;
  if (list.error && !list.data) return <Failed failure={list.error} retry={() => void list.refetch()} />;

  const commitments = list.data.pages.flatMap(({ items }) => items);
  if (commitments.length === 0)
    return (
      <Empty isPage icon={<MailCheckmarkRegular />} title={text("waitingFor.none")}>
        {text("waitingFor.noneHow")}
      </Empty>
    );
  return (
    <div className="stack">
      <h1 className="visually-hidden">{text("pane.waitingFor")}</h1>
      {groups.map((group) => {
        const members = commitments.filter((commitment) => groupOf(commitment) === group);
        return (
          members.length > 0 && (
            <section key={group} className="stack tight" aria-labelledby={`group-${group}`}>
              <h2 id={`group-${group}`} className="overline group-title">
                {text(`group.${group}`)} <span className="count">{members.length}</span>
              </h2>
              <ul className="list">
                {members.map((commitment) => (
                  <Row key={commitment.id} commitment={commitment} zone={zone} onOpen={onOpen} />
                ))}
              </ul>
            </section>
          )
        );
      })}
      {list.hasNextPage && (
        <Button onClick={() => void list.fetchNextPage()} disabled={list.isFetchingNextPage}>
          {text("more")}
        </Button>
      )}
    </div>
  );
}

function Row({ commitment, zone, onOpen }: { commitment: CommitmentView } & Props) {
  const { text, dayAndTime, zoneName } = useLanguage();
  const { contact, subject, agreedDate, state, question, slips } = commitment;
  return (
    <li>
      <button type="button" className="list-row" onClick={() => onOpen(commitment)}>
        <span className="list-main">
          <span className="row spread">
            <span className="subheading">{contact.name}</span>
            <StateBadge state={state} />
          </span>
          <span className="list-subject">{subject}</span>
          <span className="muted small">
            {text("waitingFor.agreed", { when: dayAndTime(agreedDate.yours) })}
            {agreedDate.theirZone !== zone &&
              ` · ${text("time.theirs", { when: dayAndTime(agreedDate.theirs), zone: zoneName(agreedDate.theirZone) })}`}
          </span>
          {slips > 0 && <span className="small">{text("commitment.slipped", { count: slips })}</span>}
          {question && <span className="small list-question">{question.text}</span>}
        </span>
        <ChevronRightRegular aria-hidden className="list-chevron" />
      </button>
    </li>
  );
}
