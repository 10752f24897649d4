import { instantOf, localTime } from "./zoned";

const NAMES = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

export const MONDAY_TO_FRIDAY = NAMES.slice(1, 6);

/**
 * The same time of day on the next day that the person works.
 * @param days English names of the working days, as in Graph's working hours; without any, Monday to Friday.
 */
export function nextWorkingDay(now: Date, zone: string, days: readonly string[]): Date {
  const working = new Set((days.length > 0 ? days : MONDAY_TO_FRIDAY).map((day) => day.toLowerCase()));
  const local = localTime(now, zone);
  for (let ahead = 1; ; ahead++) {
    const date = new Date(Date.UTC(local.year, local.month - 1, local.day + ahead));
    if (working.has(NAMES[date.getUTCDay()] ?? "")) {
      const then = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
      return instantOf({ ...local, ...then }, zone);
    }
  }
}
