import { Button } from "@fluentui/react-components";
import { ChevronRightRegular } from "@fluentui/react-icons/svg/chevron-right";
import { HandshakeRegular } from "@fluentui/react-icons/svg/handshake";
import type { OwnPromise } from "../api/types";
import { StateBadge } from "../commitments/StateBadge";
import { useLanguage } from "../ui/Language";
import { Empty, Failed, Waiting } from "../ui/Notice";
import { useOwed } from "./queries";

/** Everything the user owes others, the soonest first. */
export function OwedByUs({ onOpen }: { onOpen: (promise: OwnPromise) => void }) {
  const { text, dayAndTime } = useLanguage();
  const list = useOwed();
  if (list.isPending) return <Waiting lines={8} />;
  if (list.error && !list.data) return <Failed failure={list.error} retry={() => void list.refetch()} />;

  const promises = list.data.pages.flatMap(({ items }) => items);
  if (promises.length === 0)
    return (
      <Empty isPage icon={<HandshakeRegular />} title={text("owed.none")}>
        {text("owed.noneHow")}
      </Empty>
    );
  return (
    <div className="stack">
      <h1 className="visually-hidden">{text("owed.byUs")}</h1>
      <ul className="list">
        {promises.map((promise) => (
          <li key={promise.id}>
            <button type="button" className="list-row" onClick={() => onOpen(promise)}>
              <span className="list-main">
                <span className="row spread">
                  <span className="subheading">{promise.what}</span>
                  <StateBadge state={promise.state} />
                </span>
                <span className="list-subject">
                  {promise.to ? text("promise.to", { who: promise.to.name }) : text("promise.toSeveral")}
                </span>
                <span className="muted small">
                  {text("waitingFor.agreed", { when: dayAndTime(promise.due.yours) })}
                </span>
                {promise.slips > 0 && (
                  <span className="small">{text("commitment.slipped", { count: promise.slips })}</span>
                )}
                {promise.inDoubt && <span className="small list-question">{text("promise.doubt")}</span>}
              </span>
              <ChevronRightRegular aria-hidden className="list-chevron" />
            </button>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button onClick={() => void list.fetchNextPage()} disabled={list.isFetchingNextPage}>
          {text("more")}
        </Button>
      )}
    </div>
  );
}
