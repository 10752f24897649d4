import type { Restatement, Zone } from "../api/types";
import { useLanguage } from "../ui/Language";

/** What was put right in the history: what stood here before, what stands here since, and from which day on. */
export function Restatements({ restatements, zone }: { restatements: Restatement[]; zone: Zone }) {
  const { text, fullAt } = useLanguage();
  return (
    <ol className="stack restatements">
      {restatements.map((restatement) => (
        <li key={`${restatement.at} ${restatement.why}`} className="stack tight">
          <p className="subheading">{restatement.why}</p>
          <p className="muted small">
            {text("restated.when", { when: fullAt(restatement.at, zone), who: restatement.by })}
          </p>
          <Changes restatement={restatement} />
        </li>
      ))}
    </ol>
  );
}

function Changes({ restatement: { before, after } }: { restatement: Restatement }) {
  const { text, number, dayAndTime } = useLanguage();
  const rows = [
    { what: text("restated.state"), show: (then: typeof before) => text(`state.${then.state}`) },
    { what: text("commitment.agreedDate"), show: (then: typeof before) => dayAndTime(then.agreedDate.yours) },
    { what: text("commitment.slips"), show: (then: typeof before) => number(then.slips) },
    {
      what: text("restated.waiting"),
      show: (then: typeof before) => text("hours.working", { hours: number(then.waiting.workingHours) }),
    },
    {
      what: text("delay.ours"),
      show: (then: typeof before) => text("hours.working", { hours: number(then.delay.working.ours) }),
    },
  ].filter(({ show }) => show(before) !== show(after));
  return (
    <table className="changes">
      <thead>
        <tr>
          <th scope="col">{text("restated.what")}</th>
          <th scope="col">{text("restated.before")}</th>
          <th scope="col">{text("restated.after")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ what, show }) => (
          <tr key={what}>
            <th scope="row">{what}</th>
            <td>{show(before)}</td>
            <td>{show(after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
