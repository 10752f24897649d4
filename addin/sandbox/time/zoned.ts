/** Wall-clock values of an instant in a zone; months count from 1. */
export interface LocalTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** A formatter costs much more than a formatting, and lists need the same few again and again. */
export function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(LANGUAGE, { ...options, timeZone: zone });
    formats.set(key, found);
  }
  return found;
}

/** The page speaks English; a reader with an English locale keeps its order of day and month. */
export const LANGUAGE =
  typeof navigator !== "undefined" && navigator.language.startsWith("en-") ? navigator.language : "en-GB";

export function localTime(instant: Date, zone: string): LocalTime {
  const parts = format(zone, {
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(instant);
  const value = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value);
  return {
    year: value("year"),
    month: value("month"),
    day: value("day"),
    hour: value("hour"),
    minute: value("minute"),
    second: value("second"),
  };
}

/** The instant of a wall-clock value; one that a change to summer time skips is moved forward by the gap. */
export function instantOf(local: LocalTime, zone: string): Date {
  const asUtc = (time: LocalTime) =>
    Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second);
  const offsetAt = (instant: number) => asUtc(localTime(new Date(instant), zone)) - instant;
  const wanted = asUtc(local);
  const before = wanted - offsetAt(wanted - 24 * 3_600_000);
  const after = wanted - offsetAt(wanted + 24 * 3_600_000);
  const exact = [before, after].find((instant) => instant + offsetAt(instant) === wanted);
  return new Date(exact ?? before);
}

/** Days since 1 January 1970 of the local date: two instants are on the same day when these are equal. */
export function dayNumber(instant: Date, zone: string): number {
  const { year, month, day } = localTime(instant, zone);
  return Math.floor(Date.UTC(year, month - 1, day) / 86_400_000);
}

/** `2026-03-02T09:00`, as a date-time field wants it. */
export function fieldValue(instant: Date, zone: string): string {
  const local = localTime(instant, zone);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${local.year}-${two(local.month)}-${two(local.day)}T${two(local.hour)}:${two(local.minute)}`;
}

export function instantOfField(value: string, zone: string): Date | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(value);
  if (!match) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match.slice(1).map(Number);
  return instantOf({ year, month, day, hour, minute, second: 0 }, zone);
}
