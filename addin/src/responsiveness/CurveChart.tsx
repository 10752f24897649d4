import { scaleLinear } from "d3-scale";
import { area, curveStepAfter, line } from "d3-shape";
import { useId, useSyncExternalStore } from "react";
import type { Clock, CurvePoint } from "../api/types";
import { useLanguage } from "../ui/Language";

export type Series = { name: string; curve: CurvePoint[] };

/** Below this many still waiting, a curve says little: it is drawn dashed from there on. */
export const fewAtRisk = 10;

// The drawing shrinks with the page, and its letters with it: a narrow page gets a narrow drawing.
const wide = { width: 720, ticks: 6 };
const narrow = { width: 350, ticks: 4 };
const narrowPage = "(max-width: 720px)";
const height = 300;
const margin = { top: 12, right: 16, bottom: 44, left: 48 };
const rowHeight = 18;

/** The share answered by now, with its band, and how many still waited under the axis. */
export function CurveChart({ series, clock, title }: { series: Series[]; clock: Clock; title: string }) {
  const { text, number, percent } = useLanguage();
  const heading = useId();
  const { width, ticks: most } = useNarrowPage() ? narrow : wide;
  const drawn = series.filter(({ curve }) => curve.length > 0);
  const furthest = Math.max(1, ...drawn.flatMap(({ curve }) => curve.map(({ hours }) => hours)));
  const x = scaleLinear([0, furthest], [margin.left, width - margin.right]).nice(most);
  const y = scaleLinear([0, 1], [height - margin.bottom, margin.top]);
  const ticks = x.ticks(most);
  const total = height + drawn.length * rowHeight + 26;

  return (
    <figure className="chart">
      <svg viewBox={`0 0 ${width} ${total}`} role="img" aria-labelledby={heading}>
        <title id={heading}>{title}</title>
        {y.ticks(4).map((share) => (
          <g key={share}>
            <line className="grid" x1={margin.left} x2={width - margin.right} y1={y(share)} y2={y(share)} />
            <text className="tick" x={margin.left - 8} y={y(share)} dy="0.35em" textAnchor="end">
              {percent(share)}
            </text>
          </g>
        ))}
        {ticks.map((hours) => (
          <text key={hours} className="tick" x={x(hours)} y={height - margin.bottom + 18} textAnchor="middle">
            {number(hours)}
          </text>
        ))}
        <text className="tick" x={width - margin.right} y={height - 8} textAnchor="end">
          {text(`chart.axis.${clock}`)}
        </text>
        {drawn.map(({ name, curve }, index) => {
          const { sure, thin } = cutWhereFew(withStart(curve));
          return (
            <g key={name} className={`series series-${index}`}>
              <path className="band" d={bandPath(sure)} />
              <path className="band thin" d={bandPath(thin)} />
              <path className="curve" d={curvePath(sure)} />
              <path className="curve dashed" d={curvePath(thin)} />
            </g>
          );
        })}
        <text className="tick" x={margin.left} y={height + 8}>
          {text("chart.atRisk")}
        </text>
        {drawn.map(({ name, curve }, index) => (
          <g key={name} className={`series series-${index}`}>
            <rect className="key" x={4} y={height + 18 + index * rowHeight} width={12} height={4} rx={2} />
            {ticks.map((hours) => {
              const waiting = atRiskAt(curve, hours);
              return (
                waiting !== null && (
                  <text
                    key={hours}
                    className="tick at-risk"
                    x={x(hours)}
                    y={height + 24 + index * rowHeight}
                    textAnchor="middle"
                  >
                    {number(waiting)}
                  </text>
                )
              );
            })}
          </g>
        ))}
      </svg>
      {drawn.length > 1 && (
        <figcaption className="legend">
          {drawn.map(({ name }, index) => (
            <span key={name} className={`series series-${index}`}>
              <span className="legend-key" aria-hidden /> {name}
            </span>
          ))}
        </figcaption>
      )}
      <p className="muted small">{text("chart.dashed", { count: fewAtRisk })}</p>
      <details>
        <summary>{text("chart.table")}</summary>
        {drawn.map(({ name, curve }) => (
          <table key={name} className="numbers">
            <caption>{name}</caption>
            <thead>
              <tr>
                <th scope="col">{text(`chart.axis.${clock}`)}</th>
                <th scope="col">{text("chart.answered")}</th>
                <th scope="col">{text("chart.interval")}</th>
                <th scope="col">{text("chart.atRisk")}</th>
              </tr>
            </thead>
            <tbody>
              {curve.map((point) => (
                <tr key={point.hours}>
                  <th scope="row">{number(point.hours)}</th>
                  <td>{percent(point.answered)}</td>
                  <td>{`${percent(point.low)} – ${percent(point.high)}`}</td>
                  <td>{number(point.atRisk)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ))}
      </details>
    </figure>
  );

  function curvePath(points: CurvePoint[]): string {
    return (
      line<CurvePoint>(
        (point) => x(point.hours),
        (point) => y(point.answered),
      ).curve(curveStepAfter)(points) ?? ""
    );
  }

  function bandPath(points: CurvePoint[]): string {
    return (
      area<CurvePoint>(
        (point) => x(point.hours),
        (point) => y(point.low),
        (point) => y(point.high),
      ).curve(curveStepAfter)(points) ?? ""
    );
  }
}

/** The curve from time 0 on, where nobody is answered yet. */
function withStart(curve: CurvePoint[]): CurvePoint[] {
  const first = curve[0];
  return first && first.hours > 0
    ? [{ hours: 0, answered: 0, low: 0, high: 0, atRisk: first.atRisk }, ...curve]
    : curve;
}

/** The part of a curve that enough people stand behind, and the rest, which begins where that part ends. */
export function cutWhereFew(curve: CurvePoint[]): { sure: CurvePoint[]; thin: CurvePoint[] } {
  const cut = curve.findIndex(({ atRisk }) => atRisk < fewAtRisk);
  if (cut < 0) return { sure: curve, thin: [] };
  return { sure: curve.slice(0, Math.max(cut, 1)), thin: curve.slice(Math.max(cut - 1, 0)) };
}

/** How many still waited just before that hour; `null` beyond the curve's end, which says nothing of it. */
export function atRiskAt(curve: CurvePoint[], hours: number): number | null {
  return curve.find((point) => point.hours >= hours)?.atRisk ?? null;
}

function useNarrowPage(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = matchMedia(narrowPage);
      query.addEventListener("change", changed);
      return () => query.removeEventListener("change", changed);
    },
    () => matchMedia(narrowPage).matches,
  );
}
