import { dayNumber, format, localTime } from "./zoned";

export const timeOfDay = (instant: Date, zone: string) =>
  format(zone, { hour: "2-digit", minute: "2-digit" }).format(instant);

export const dateAndTime = (instant: Date, zone: string) =>
  format(zone, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  }).format(instant);

/** `GMT+1`: what the zone is from Greenwich at that instant. */
export const offsetName = (instant: Date, zone: string) =>
  format(zone, { timeZoneName: "shortOffset" })
    .formatToParts(instant)
    .find((part) => part.type === "timeZoneName")?.value ?? zone;

/** `Berlin` of `Europe/Berlin`. */
export const cityOf = (zone: string) => (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");

/** As short as a row of a list needs it: the time today, the weekday this week, else the date. */
export function listTime(instant: Date, now: Date, zone: string): string {
  const ago = dayNumber(now, zone) - dayNumber(instant, zone);
  if (ago <= 0) return timeOfDay(instant, zone);
  if (ago < 7) return `${format(zone, { weekday: "short" }).format(instant)} ${timeOfDay(instant, zone)}`;
  if (localTime(instant, zone).year === localTime(now, zone).year)
    return format(zone, { weekday: "short", day: "numeric", month: "short" }).format(instant);
  return format(zone, { day: "numeric", month: "short", year: "numeric" }).format(instant);
}

/** Under which heading of a list the instant falls: days of the last week, then weeks, then months. */
export function dayHeading(instant: Date, now: Date, zone: string): string {
  const ago = dayNumber(now, zone) - dayNumber(instant, zone);
  if (ago <= 0) return "Today";
  if (ago === 1) return "Yesterday";
  if (ago < 7) return format(zone, { weekday: "long", day: "numeric", month: "long" }).format(instant);
  if (ago < 14) return "Last week";
  const then = localTime(instant, zone);
  const today = localTime(now, zone);
  if (then.year === today.year && then.month === today.month) return "Earlier this month";
  return format(zone, {
    month: "long",
    ...(then.year !== today.year && { year: "numeric" as const }),
  }).format(instant);
}

/** A follow-up flag's due date, which is a day and not an instant. */
export function dueDay(dateTime: string, now: Date, zone: string): { words: string; late: boolean } {
  const date = new Date(`${dateTime.slice(0, 10)}T12:00:00Z`);
  const ahead = Math.floor(date.getTime() / 86_400_000) - dayNumber(now, zone);
  const words =
    ahead === 0
      ? "Today"
      : ahead === 1
        ? "Tomorrow"
        : format("UTC", { weekday: "short", day: "numeric", month: "short" }).format(date);
  return { words, late: ahead < 0 };
}
