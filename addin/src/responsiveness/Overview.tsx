import { PeopleCommunityRegular } from "@fluentui/react-icons/svg/people-community";
import type { Clock, ContactFigures, ContactsReport, PartnerFigures, Zone } from "../api/types";
import { useLanguage } from "../ui/Language";
import { Empty, Failed, Waiting } from "../ui/Notice";
import { QuantityFigure, ShareFigure, SidesFigure } from "./Figures";
import { useContactsReport, type Slice } from "./queries";
import { addressOf } from "./route";

/** Every partner and contact with their figures; each number leads to the requests behind it. */
export function Overview({ clock, zone }: { clock: Clock; zone: Zone }) {
  const { text, fullAt } = useLanguage();
  const report = useContactsReport(clock);
  if (report.isPending) return <Waiting lines={12} />;
  if (report.error) return <Failed failure={report.error} retry={() => void report.refetch()} />;
  const { partners, asOf, caveat } = report.data;
  if (partners.length === 0)
    return (
      <Empty isPage icon={<PeopleCommunityRegular />} title={text("overview.none")}>
        {text("overview.noneHow")}
      </Empty>
    );
  return (
    <>
      <header className="stack tight">
        <h1 className="page-title">{text("overview.title")}</h1>
        <p className="muted">
          {text("overview.asOf", { when: fullAt(asOf, zone) })} {text(`clock.${clock}.what`)}
        </p>
      </header>
      <Sums partners={partners} />
      {partners.map((partner) => (
        <Partner key={partner.id} partner={partner} furthest={furthestOf(report.data)} />
      ))}
      <p className="caveat">{caveat}</p>
    </>
  );
}

function Sums({ partners }: { partners: PartnerFigures[] }) {
  const { text, number } = useLanguage();
  return (
    <dl className="tiles">
      {(["requests", "answered", "open", "overdue"] as const).map((figure) => {
        const sum = partners.reduce((before, { total }) => before + total[figure], 0);
        return (
          <div key={figure} className="tile" data-overdue={(figure === "overdue" && sum > 0) || undefined}>
            <dt>{text(`figure.${figure}`)}</dt>
            <dd>{number(sum)}</dd>
          </div>
        );
      })}
    </dl>
  );
}

function Partner({ partner, furthest }: { partner: PartnerFigures; furthest: number }) {
  const { text } = useLanguage();
  const comparison = addressOf({ at: "comparison", partner: partner.id, by: "team", first: "", second: "" });
  return (
    <section className="card partner" aria-labelledby={`partner-${partner.id}`}>
      <header className="row spread">
        <h2 id={`partner-${partner.id}`} className="heading">
          {partner.name}
        </h2>
        <a href={comparison}>{text("overview.compare")}</a>
      </header>
      <table className="figures">
        <thead>
          <tr>
            <th scope="col">{text("figure.contact")}</th>
            <th scope="col">{text("figure.requests")}</th>
            <th scope="col">{text("figure.answered")}</th>
            <th scope="col">{text("figure.median")}</th>
            <th scope="col">{text("figure.open")}</th>
            <th scope="col">{text("figure.overdue")}</th>
            <th scope="col">{text("figure.onTime")}</th>
            <th scope="col">{text("figure.slips")}</th>
            <th scope="col">{text("figure.sides")}</th>
          </tr>
        </thead>
        <tbody>
          {partner.contacts.map((contact) => (
            <FiguresRow
              key={contact.id}
              figures={contact}
              slice={{ contact: contact.id }}
              furthest={furthest}
            >
              <a href={addressOf({ at: "contact", id: contact.id })}>{contact.name}</a>
            </FiguresRow>
          ))}
        </tbody>
        <tfoot>
          <FiguresRow figures={partner.total} slice={{ partner: partner.id }} furthest={furthest}>
            {text("overview.all")}
          </FiguresRow>
        </tfoot>
      </table>
    </section>
  );
}

type RowProps = { figures: ContactFigures; slice: Slice; furthest: number; children: React.ReactNode };

function FiguresRow({ figures, slice, furthest, children }: RowProps) {
  const { text, number } = useLanguage();
  const link = (figure: "requests" | "open" | "overdue" | "slips", part: Slice) =>
    figures[figure] === 0 ? (
      <span className="muted">{number(0)}</span>
    ) : (
      <a
        href={addressOf({ at: "requests", slice: { ...slice, ...part } })}
        aria-label={`${text(`figure.${figure}`)}: ${number(figures[figure])}, ${figures.name}`}
      >
        {number(figures[figure])}
      </a>
    );
  return (
    <tr>
      <th scope="row">{children}</th>
      <td data-label={text("figure.requests")}>{link("requests", {})}</td>
      <td data-label={text("figure.answered")}>
        {figures.answeredShare ? (
          <a
            className="plain"
            href={addressOf({ at: "requests", slice: { ...slice, answered: true } })}
            aria-label={`${text("figure.answered")}: ${number(figures.answered)}, ${figures.name}`}
          >
            <ShareFigure share={figures.answeredShare} />
          </a>
        ) : (
          <span className="muted">{text("figure.none")}</span>
        )}
      </td>
      <td data-label={text("figure.median")}>
        {figures.median ? (
          <QuantityFigure quantity={figures.median} furthest={furthest} />
        ) : (
          <span className="muted">{text("figure.none")}</span>
        )}
      </td>
      <td data-label={text("figure.open")}>{link("open", { open: true })}</td>
      <td data-label={text("figure.overdue")} data-overdue={figures.overdue > 0 || undefined}>
        {link("overdue", { overdue: true })}
      </td>
      <td data-label={text("figure.onTime")}>
        {figures.onTimeShare ? (
          <a
            className="plain"
            href={addressOf({ at: "requests", slice: { ...slice, onTime: true } })}
            aria-label={`${text("figure.onTimeOf", { onTime: number(figures.onTime), late: number(figures.late) })}, ${figures.name}`}
          >
            <ShareFigure share={figures.onTimeShare} />
          </a>
        ) : (
          <span className="muted">{text("figure.none")}</span>
        )}
      </td>
      <td data-label={text("figure.slips")}>
        <span className="stack tight">
          {link("slips", { slipped: true })}
          {figures.medianSlipHours !== null && (
            <span className="muted small">
              {text(figures.slips === 1 ? "figure.oneSlip" : "figure.medianSlip", {
                hours: number(figures.medianSlipHours),
              })}
            </span>
          )}
        </span>
      </td>
      <td data-label={text("figure.sides")}>
        <SidesFigure sides={figures.sides} />
      </td>
    </tr>
  );
}

/** The longest time that any interval reaches, so that all of them share one axis. */
function furthestOf({ partners }: ContactsReport): number {
  const medians = partners.flatMap(({ contacts, total }) => [...contacts, total]).map(({ median }) => median);
  return Math.max(
    1,
    ...medians.flatMap((median) => [median?.hours ?? 0, median?.low ?? 0, median?.high ?? 0]),
  );
}
