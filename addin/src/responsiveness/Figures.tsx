import { scaleLinear } from "d3-scale";
import type { Quantity, Share, Sides } from "../api/types";
import { shareOf, SidesBar } from "../commitments/DelayFigure";
import { useLanguage } from "../ui/Language";

/** A share with its interval: the interval is drawn before the point. */
export function ShareFigure({ share }: { share: Share }) {
  const { text, percent } = useLanguage();
  return (
    <Interval
      words={percent(share.value)}
      between={text("figure.between", { low: percent(share.low), high: percent(share.high) })}
      value={share.value}
      low={share.low}
      high={share.high}
      furthest={1}
    />
  );
}

/** A duration with its interval, on an axis shared with the others beside it. */
export function QuantityFigure({ quantity, furthest }: { quantity: Quantity; furthest: number }) {
  const { text, number } = useLanguage();
  const { low, high, hours } = quantity;
  const between =
    low === null || (low === 0 && high === null)
      ? ""
      : high === null
        ? text("figure.atLeast", { low: number(low) })
        : text("figure.between", { low: number(low), high: number(high) });
  return (
    <Interval
      words={quantity.words}
      between={between}
      value={hours}
      low={low ?? 0}
      high={high}
      furthest={furthest}
    />
  );
}

/** Whose time it took: ours stands beside theirs, as large. */
export function SidesFigure({ sides }: { sides: Sides }) {
  const { text, percent } = useLanguage();
  const [theirs, ours] = [shareOf(sides, "theirs"), shareOf(sides, "ours")];
  if (theirs === null || ours === null) return <span className="muted">{text("delay.none")}</span>;
  return (
    <span className="interval two-sides">
      <span className="side" data-side="theirs">
        {`${text("delay.theirs")} ${percent(theirs)}`}
      </span>
      <span className="side" data-side="ours">
        {`${text("delay.oursTeam")} ${percent(ours)}`}
      </span>
      <SidesBar sides={sides} />
    </span>
  );
}

type Drawn = {
  words: string;
  between: string;
  value: number | null;
  low: number;
  /** `null` where the interval has no upper end. */
  high: number | null;
  furthest: number;
};

function Interval({ words, between, value, low, high, furthest }: Drawn) {
  const x = scaleLinear([0, furthest], [4, 116]).clamp(true);
  return (
    <span className="interval">
      <span>
        <span className="figure">{words}</span> <span className="muted small">{between}</span>
      </span>
      <svg viewBox="0 0 120 10" width={120} height={10} aria-hidden>
        <line className="grid" x1={4} x2={116} y1={5} y2={5} />
        <line className="whisker" x1={x(low)} x2={x(high ?? furthest)} y1={5} y2={5} />
        {value !== null && <circle className="dot" cx={x(value)} cy={5} r={4} />}
      </svg>
    </span>
  );
}
