import { Field, Select } from "@fluentui/react-components";
import { EyeOffRegular } from "@fluentui/react-icons/svg/eye-off";
import { HourglassHalfRegular } from "@fluentui/react-icons/svg/hourglass-half";
import { PeopleSwapRegular } from "@fluentui/react-icons/svg/people-swap";
import type { AskerGroup, Clock, Comparison, GroupBy } from "../api/types";
import { useLanguage } from "../ui/Language";
import { Empty, Failed, Notice, Waiting } from "../ui/Notice";
import { CurveChart } from "./CurveChart";
import { useComparison, useGroups } from "./queries";
import { addressOf, type Route } from "./route";

type Asked = Extract<Route, { at: "comparison" }>;

/** Whether one group of askers waits longer at a partner than another, in words first. */
export function ComparisonPage({ asked, clock }: { asked: Asked; clock: Clock }) {
  const { text } = useLanguage();
  const { partner, by, first, second } = asked;
  const groups = useGroups(by);
  const comparison = useComparison(partner, by, first, second, clock);
  const ask = (part: Partial<Asked>) => {
    location.hash = addressOf({ ...asked, ...part });
  };
  return (
    <>
      <header className="stack tight">
        {comparison.data && <p className="muted">{comparison.data.partner}</p>}
        <h1 className="page-title">{text("comparison.title")}</h1>
        <p className="muted">{text("comparison.what")}</p>
      </header>
      <fieldset className="card choose">
        <legend className="visually-hidden">{text("comparison.choose")}</legend>
        <Field label={text("comparison.by")}>
          <Select
            value={by}
            onChange={(_, { value }) =>
              ask({ by: value === "site" ? "site" : "team", first: "", second: "" })
            }
          >
            {(["team", "site"] satisfies GroupBy[]).map((each) => (
              <option key={each} value={each}>
                {text(`comparison.${each}`)}
              </option>
            ))}
          </Select>
        </Field>
        <GroupField
          label={text("comparison.first")}
          groups={groups.data?.items ?? []}
          other={second}
          value={first}
          onChange={(name) => ask({ first: name })}
        />
        <GroupField
          label={text("comparison.second")}
          groups={groups.data?.items ?? []}
          other={first}
          value={second}
          onChange={(name) => ask({ second: name })}
        />
      </fieldset>
      {groups.error && <Failed failure={groups.error} retry={() => void groups.refetch()} />}
      {comparison.isEnabled ? (
        comparison.isPending ? (
          <Waiting lines={8} />
        ) : comparison.error ? (
          <Failed failure={comparison.error} retry={() => void comparison.refetch()} />
        ) : (
          <Compared comparison={comparison.data} clock={clock} />
        )
      ) : (
        <Empty icon={<PeopleSwapRegular />} title={text("comparison.none")}>
          {text("comparison.noneHow")}
        </Empty>
      )}
    </>
  );
}

type GroupProps = {
  label: string;
  groups: AskerGroup[];
  other: string;
  value: string;
  onChange: (name: string) => void;
};

function GroupField({ label, groups, other, value, onChange }: GroupProps) {
  const { text } = useLanguage();
  return (
    <Field label={label}>
      <Select value={value} onChange={(_, chosen) => onChange(chosen.value)}>
        <option value="">{text("comparison.pick")}</option>
        {groups.map(({ name, people }) => (
          <option key={name} value={name} disabled={name === other}>
            {people === null
              ? text("comparison.small", { name })
              : `${name} (${text("comparison.people", { count: people })})`}
          </option>
        ))}
      </Select>
    </Field>
  );
}

function Compared({ comparison, clock }: { comparison: Comparison; clock: Clock }) {
  const { text, number, percent } = useLanguage();
  const { verdict, headline, sentences, groups, hazardRatio, p, permutations, caveat } = comparison;
  return (
    <>
      <section className="card verdict" data-verdict={verdict} aria-live="polite">
        {verdict === "hidden" && <EyeOffRegular aria-hidden className="verdict-icon" />}
        {verdict === "notEnoughData" && <HourglassHalfRegular aria-hidden className="verdict-icon" />}
        <h2 className="verdict-headline">{headline}</h2>
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </section>
      {verdict !== "hidden" && groups.length > 0 && (
        <section className="card" aria-labelledby="curves-heading">
          <h2 id="curves-heading" className="heading">
            {text("curve.title")}
          </h2>
          <p className="muted">{text(`clock.${clock}.what`)}</p>
          <CurveChart series={groups} clock={clock} title={headline} />
          <dl className="tiles">
            {groups.map((group, index) => (
              <div key={group.name} className={`tile series series-${index}`}>
                <dt>
                  <span className="legend-key" aria-hidden /> {group.name}
                </dt>
                <dd>
                  {group.median?.words ?? text("figure.none")}
                  <span className="tile-more">
                    {text("comparison.people", { count: group.people })} ·{" "}
                    {text("comparison.requests", { count: group.requests })}
                  </span>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {(p !== null || hazardRatio !== null) && (
        <section className="card" aria-labelledby="how-sure-heading">
          <h2 id="how-sure-heading" className="heading">
            {text("comparison.howSure")}
          </h2>
          {p !== null && permutations !== null && (
            <>
              <p>
                {text("comparison.p", {
                  share: p < 0.001 ? `< ${percentOf(0.001)}` : percentOf(p),
                })}
              </p>
              <p className="muted">
                {text("comparison.permutations", { permutations: number(permutations) })}
              </p>
            </>
          )}
          {hazardRatio !== null && (
            <p>
              {text("comparison.rate", {
                value: percent(hazardRatio.value),
                low: percent(hazardRatio.low),
                high: percent(hazardRatio.high),
              })}
            </p>
          )}
        </section>
      )}
      <Notice intent="info">{caveat}</Notice>
    </>
  );

  function percentOf(share: number): string {
    return `${number(share * 100)} %`;
  }
}
