import { createContext, useContext, useMemo, type ReactNode } from "react";
import type { Instant, LocalDate, WallClock, Zone } from "../api/types";
import { textIn, type Text, type Texts } from "../texts/text";
import { wallClockAt } from "./wallClock";

type Language = {
  locale: string;
  text: Text;
  /** 'Fri 6 Mar, 17:00' */
  dayAndTime: (wallClock: WallClock) => string;
  /** 'Fri 6 Mar' */
  day: (wallClock: WallClock) => string;
  /** 'Fri 6 Mar 2026' */
  fullDay: (date: LocalDate) => string;
  /** 'Fri 6 Mar 2026, 17:00' by the clock of that zone. */
  fullAt: (instant: Instant, zone: Zone) => string;
  /** 'Kolkata time' */
  zoneName: (zone: Zone) => string;
  number: (value: number) => string;
  percent: (share: number) => string;
};

const LanguageContext = createContext<Language | null>(null);

export function LanguageProvider(props: { texts: Texts; locale: string; children: ReactNode }) {
  const { texts, locale, children } = props;
  const language = useMemo(() => languageOf(texts, locale), [texts, locale]);
  return <LanguageContext value={language}>{children}</LanguageContext>;
}

export function useLanguage(): Language {
  const language = useContext(LanguageContext);
  if (language === null) throw new Error("useLanguage needs a LanguageProvider above it.");
  return language;
}

export function useText(): Text {
  return useLanguage().text;
}

function languageOf(texts: Texts, locale: string): Language {
  // A wall clock has no zone left to convert to: it is formatted as it stands.
  const asItStands = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options });
    return (wallClock: WallClock) => format.format(Date.parse(`${wallClock.slice(0, 16)}Z`));
  };
  const shortDay = { weekday: "short", day: "numeric", month: "short" } as const;
  const time = { hour: "numeric", minute: "2-digit" } as const;
  const full = asItStands({ ...shortDay, year: "numeric", ...time });
  const fullDay = asItStands({ ...shortDay, year: "numeric" });
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const percents = new Intl.NumberFormat(locale, { style: "percent" });
  const text = textIn(texts, locale);
  return {
    locale,
    text,
    dayAndTime: asItStands({ ...shortDay, ...time }),
    day: asItStands(shortDay),
    fullDay: (date) => fullDay(`${date}T00:00`),
    fullAt: (instant, zone) => full(wallClockAt(instant, zone)),
    zoneName: (zone) => {
      const city = zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;
      return zone.includes("/") ? text("zone.time", { city }) : city;
    },
    number: (value) => numbers.format(value),
    percent: (share) => percents.format(share),
  };
}
