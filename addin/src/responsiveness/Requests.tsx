import { Button } from "@fluentui/react-components";
import { MailRegular } from "@fluentui/react-icons/svg/mail";
import { lazy, Suspense, useState } from "react";
import type { Zone } from "../api/types";
import { Ledger } from "../commitments/Ledger";
import { StateBadge } from "../commitments/StateBadge";
import { EvidenceQuote } from "../replies/EvidenceQuote";
import { History } from "../replies/History";
import { useLanguage } from "../ui/Language";
import { Empty, Failed, Waiting } from "../ui/Notice";
import { useReportedCommitment, useReportRows, type Slice } from "./queries";
import { addressOf } from "./route";

const ExplanationSheet = lazy(() =>
  import("../calendars/ExplanationSheet").then(({ ExplanationSheet: sheet }) => ({ default: sheet })),
);

export function RequestsPage({ slice, zone }: { slice: Slice; zone: Zone }) {
  const { text } = useLanguage();
  return (
    <>
      <h1 className="page-title">{text(titleOf(slice))}</h1>
      <section className="card">
        <RequestsTable slice={slice} zone={zone} />
      </section>
    </>
  );
}

function titleOf(slice: Slice) {
  if (slice.overdue) return "requests.overdue";
  if (slice.slipped) return "requests.slipped";
  if (slice.open) return "requests.open";
  if (slice.answered === undefined) return "requests.all";
  return slice.answered ? "requests.answered" : "requests.unanswered";
}

/** The requests that a figure counts, each with the time it took and the sentence that counts as the answer. */
export function RequestsTable({ slice, zone }: { slice: Slice; zone: Zone }) {
  const { text, fullAt, number } = useLanguage();
  const list = useReportRows(slice);
  if (list.isPending) return <Waiting lines={6} />;
  if (list.error && !list.data) return <Failed failure={list.error} retry={() => void list.refetch()} />;
  const rows = list.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0)
    return (
      <Empty icon={<MailRegular />} title={text("requests.none")}>
        {text("requests.noneHow")}
      </Empty>
    );
  return (
    <>
      <table className="figures requests">
        <thead>
          <tr>
            <th scope="col">{text("requests.request")}</th>
            <th scope="col">{text("requests.asked")}</th>
            <th scope="col">{text("requests.due")}</th>
            <th scope="col">{text("requests.state")}</th>
            <th scope="col">{text("requests.took")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                <a href={addressOf({ at: "request", id: row.id })}>{row.subject}</a>
                <span className="muted small">
                  {text("requests.who", { asker: row.asker.name, contact: row.contact.name })}
                </span>
              </th>
              <td data-label={text("requests.asked")}>{fullAt(row.askedAt, zone)}</td>
              <td data-label={text("requests.due")}>{fullAt(row.agreedDate, zone)}</td>
              <td data-label={text("requests.state")}>
                {row.stateWords}
                {row.evidence && <span className="quote small">{row.evidence.sentence}</span>}
              </td>
              <td data-label={text("requests.took")}>
                {text("hours.working", { hours: number(row.workingHours) })}
                <span className="muted small">{text("hours.clock", { hours: number(row.clockHours) })}</span>
                {row.answeredAt === null && <span className="muted small">{text("requests.still")}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {list.hasNextPage && (
        <div>
          <Button onClick={() => void list.fetchNextPage()} disabled={list.isFetchingNextPage}>
            {text("more")}
          </Button>
        </div>
      )}
    </>
  );
}

/** One request with everything that happened to it, for reading only. */
export function RequestPage({ id, zone }: { id: string; zone: Zone }) {
  const { text } = useLanguage();
  const found = useReportedCommitment(id);
  const [isExplained, setExplained] = useState(false);
  if (found.isPending) return <Waiting lines={10} />;
  if (found.error) return <Failed failure={found.error} retry={() => void found.refetch()} />;
  const { commitment, history, ledger } = found.data;
  return (
    <>
      <header className="stack tight">
        <p className="muted">{commitment.contact.name}</p>
        <h1 className="page-title">{commitment.subject}</h1>
        <p className="row">
          <StateBadge state={commitment.state} /> {commitment.stateWords}
        </p>
        <div>
          <Button size="small" onClick={() => setExplained(true)}>
            {text("explain.title")}
          </Button>
        </div>
        <Suspense>
          {isExplained && (
            <ExplanationSheet
              id={id}
              first="waiting"
              zone={zone}
              asLead
              onClose={() => setExplained(false)}
            />
          )}
        </Suspense>
      </header>
      <section className="card">
        <h2 className="heading">{text("history.title")}</h2>
        <History entries={history} zone={zone} />
      </section>
      <section className="card">
        <h2 className="heading">{text("ledger.title", { count: ledger.length })}</h2>
        <Ledger entries={ledger} zone={zone} />
      </section>
      {commitment.lastEvidence && (
        <section className="card">
          <h2 className="heading">{text("evidence.last")}</h2>
          <EvidenceQuote evidence={commitment.lastEvidence} />
        </section>
      )}
    </>
  );
}
