import type { CalendarView, WorkingHours } from "../api/types";

/** ISO days of the week, Monday first. */
export const week = [1, 2, 3, 4, 5, 6, 7] as const;

/** The name of a day of the week in that language, such as 'Monday' or 'Mon'. */
export function dayName(day: number, locale: string, length: "long" | "short" = "long"): string {
  // 1 January 2024 was a Monday.
  return new Intl.DateTimeFormat(locale, { weekday: length, timeZone: "UTC" }).format(Date.UTC(2024, 0, day));
}

/** '09:30–13:00 14:00–18:30' */
export function hoursInWords(intervals: readonly WorkingHours[]): string {
  return intervals.map(({ start, end }) => `${start.slice(0, 5)}–${end.slice(0, 5)}`).join(" ");
}

/** Each day with the same hours as the one before is told together with it: 'Mon–Fri 09:00–17:00'. */
export function weekInWords(hours: readonly WorkingHours[], locale: string): string[] {
  const lines: { first: number; last: number; hours: string }[] = [];
  for (const day of week) {
    const words = hoursInWords(hours.filter((one) => one.day === day));
    const line = lines.at(-1);
    if (line?.hours === words) line.last = day;
    else lines.push({ first: day, last: day, hours: words });
  }
  return lines
    .filter(({ hours: words }) => words !== "")
    .map(({ first, last, hours: words }) => {
      const name = (day: number) => dayName(day, locale, "short");
      return `${first === last ? name(first) : `${name(first)}–${name(last)}`} ${words}`;
    });
}

/** What a person is changing about a calendar. */
export type CalendarDraft = {
  zone: string;
  hours: WorkingHours[];
  country: string | null;
  region: string | null;
  unticked: string[];
  added: { date: string; name: string }[];
};

export function draftOf({ zone, hours, holidays }: CalendarView): CalendarDraft {
  return {
    zone,
    hours: hours.map((one) => ({ ...one })),
    country: holidays.country ?? null,
    region: holidays.region ?? null,
    unticked: (holidays.unticked ?? []).map(String),
    added: [...(holidays.added ?? [])],
  };
}

export function bodyOf({ zone, hours, country, region, unticked, added }: CalendarDraft) {
  return {
    zone: zone.trim(),
    days: null,
    start: null,
    end: null,
    hours,
    holidays: { country, region, unticked, added },
  };
}
