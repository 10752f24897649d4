import { Button } from "@fluentui/react-components";
import { lazy, Suspense, useState } from "react";
import type { Clock, Zone } from "../api/types";
import { useLanguage } from "../ui/Language";
import { Failed, Waiting } from "../ui/Notice";
import { CurveChart } from "./CurveChart";
import { useContactReport } from "./queries";
import { RequestsTable } from "./Requests";
import { addressOf } from "./route";

const CalendarSheet = lazy(() =>
  import("../calendars/CalendarSheet").then(({ CalendarSheet: sheet }) => ({ default: sheet })),
);

/** How one contact answers: the curve, the figures, and the requests they come from. */
export function ContactPage({ id, clock, zone }: { id: string; clock: Clock; zone: Zone }) {
  const { text, zoneName, number, percent } = useLanguage();
  const report = useContactReport(id, clock);
  const [isCalendarOpen, setCalendarOpen] = useState(false);
  if (report.isPending) return <Waiting lines={10} />;
  if (report.error) return <Failed failure={report.error} retry={() => void report.refetch()} />;
  const { figures, partner, curve, caveat } = report.data;
  const share = figures.answeredShare;
  return (
    <>
      <header className="stack tight">
        <p className="muted">{partner}</p>
        <h1 className="page-title">{figures.name}</h1>
        <p className="muted">
          {[figures.address, figures.zone && zoneName(figures.zone)].filter(Boolean).join(" · ")}
        </p>
        {figures.address && (
          <div>
            <Button size="small" onClick={() => setCalendarOpen(true)}>
              {text("calendar.open")}
            </Button>
          </div>
        )}
        <Suspense>
          {isCalendarOpen && figures.address && (
            <CalendarSheet
              address={figures.address}
              name={figures.name}
              zone={zone}
              onClose={() => setCalendarOpen(false)}
            />
          )}
        </Suspense>
      </header>
      <dl className="tiles">
        <div className="tile">
          <dt>{text("figure.median")}</dt>
          <dd>{figures.median?.words ?? text("figure.none")}</dd>
        </div>
        <div className="tile">
          <dt>{text("figure.answered")}</dt>
          <dd>
            <a href={addressOf({ at: "requests", slice: { contact: id, answered: true } })}>
              {text("figure.of", { part: number(figures.answered), whole: number(figures.requests) })}
            </a>
            {share && (
              <span className="tile-more">
                {text("figure.between", { low: percent(share.low), high: percent(share.high) })}
              </span>
            )}
          </dd>
        </div>
        <div className="tile">
          <dt>{text("figure.open")}</dt>
          <dd>
            <a href={addressOf({ at: "requests", slice: { contact: id, open: true } })}>
              {number(figures.open)}
            </a>
          </dd>
        </div>
        <div className="tile" data-overdue={figures.overdue > 0 || undefined}>
          <dt>{text("figure.overdue")}</dt>
          <dd>
            <a href={addressOf({ at: "requests", slice: { contact: id, overdue: true } })}>
              {number(figures.overdue)}
            </a>
          </dd>
        </div>
        <div className="tile">
          <dt>{text("figure.slips")}</dt>
          <dd>
            <a href={addressOf({ at: "requests", slice: { contact: id, slipped: true } })}>
              {number(figures.slips)}
            </a>
          </dd>
        </div>
      </dl>
      <section className="card" aria-labelledby="curve-heading">
        <h2 id="curve-heading" className="heading">
          {text("curve.title")}
        </h2>
        <p className="muted">{text(`clock.${clock}.what`)}</p>
        {curve.length === 0 ? (
          <p>{text("curve.none")}</p>
        ) : (
          <CurveChart
            series={[{ name: figures.name, curve }]}
            clock={clock}
            title={text("curve.of", { who: figures.name })}
          />
        )}
      </section>
      <section className="card" aria-labelledby="requests-heading">
        <h2 id="requests-heading" className="heading">
          {text("requests.behind")}
        </h2>
        <RequestsTable slice={{ contact: id }} zone={zone} />
      </section>
      <p className="caveat">{caveat}</p>
    </>
  );
}
