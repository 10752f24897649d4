import type { Instant, WallClock, Zone } from "../api/types";

/** The instant at which a wall clock in that zone shows the time. In a spring gap the clock is read as before it. */
export function instantOf(wallClock: WallClock, zone: Zone): Instant {
  const asIfUtc = Date.parse(`${wallClock}Z`);
  const guess = asIfUtc - offsetAt(asIfUtc, zone);
  return new Date(asIfUtc - offsetAt(guess, zone)).toISOString().replace(".000Z", "Z");
}

/** What a wall clock in that zone shows at the instant, to the minute. */
export function wallClockAt(instant: Instant, zone: Zone): WallClock {
  const at = Date.parse(instant);
  return new Date(at + offsetAt(at, zone)).toISOString().slice(0, 16);
}

/** How far the zone's clocks are ahead of UTC at that time, in milliseconds. */
function offsetAt(time: number, zone: Zone): number {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(time);
  const read = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value);
  const shown = Date.UTC(
    read("year"),
    read("month") - 1,
    read("day"),
    read("hour"),
    read("minute"),
    read("second"),
  );
  return shown - Math.floor(time / 1000) * 1000;
}
