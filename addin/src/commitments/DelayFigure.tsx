import type { Delay, Sides } from "../api/types";
import { useLanguage } from "../ui/Language";

/** How long the ball lay on either side, ours as plainly as theirs; by working time, and by the clock beneath. */
export function DelayFigure({ delay, isYours = true }: { delay: Delay; isYours?: boolean }) {
  const { text } = useLanguage();
  const { working, clock } = delay;
  return (
    <section className="stack tight" aria-label={text("delay.title")}>
      <h3 className="overline">{text("delay.title")}</h3>
      <SidesBar sides={clock} />
      <dl className="sides">
        {(["theirs", "ours"] as const).map((side) => (
          <div key={side} data-side={side}>
            <dt>{text(side === "ours" && !isYours ? "delay.oursTeam" : `delay.${side}`)}</dt>
            <dd>
              <Hours sides={working} side={side} phrase="delay.share" />
              <span className="muted small">
                <Hours sides={clock} side={side} phrase="delay.shareClock" />
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Hours(props: { sides: Sides; side: "theirs" | "ours"; phrase: "delay.share" | "delay.shareClock" }) {
  const { sides, side, phrase } = props;
  const { text, number, percent } = useLanguage();
  const share = shareOf(sides, side);
  return text(phrase, { hours: number(sides[side]), share: share === null ? "–" : percent(share) });
}

/** Two parts of one bar, both equally strong; the numbers stand beside it. */
export function SidesBar({ sides }: { sides: Sides }) {
  const share = sides.ourShare;
  if (share === null) return null;
  return (
    <svg className="sides-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden>
      <rect className="theirs" x={0} width={100 * (1 - share)} height={6} />
      <rect className="ours" x={100 * (1 - share)} width={100 * share} height={6} />
    </svg>
  );
}

export function shareOf({ ourShare }: Sides, side: "theirs" | "ours"): number | null {
  if (ourShare === null) return null;
  return side === "ours" ? ourShare : 1 - ourShare;
}
