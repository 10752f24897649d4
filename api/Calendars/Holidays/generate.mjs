// Writes holidays.data.gz and NOTICE.md from the npm package date-holidays. Run by hand, never in a build:
//   npm ci && npm run generate
// The data file is UTF-8 text with tab-separated fields, gzip-compressed:
//   place    DE-BY  Bavaria  Bayern            code, English name, local name
//   holiday  2026-04-06  14:00  Easter Monday  Ostermontag  DE DE-BY ...
//            date, local time from which it is kept (empty: all day), English name, local name, places that keep it
// A place is a country, or a country and a subdivision as the data set nests them. A local name is empty where it is the English one.

import { readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import Holidays from "date-holidays";

const firstYear = 2024;
const lastYear = 2032;

const places = [];
const visit = (names, path) => {
  const localLanguage = new Holidays(...path).getLanguages().find((language) => !language.startsWith("en"));
  const deeper = [(language) => atlas.getStates(path[0], language), (language) => atlas.getRegions(...path, language)][
    path.length - 1
  ];
  const code = path.at(-1);
  places.push({ path, localLanguage, english: names("en")[code], local: names(localLanguage ?? "en")[code] });
  for (const next of Object.keys(deeper?.("en") ?? {})) visit(deeper, [...path, next]);
};
const atlas = new Holidays();
for (const country of Object.keys(atlas.getCountries("en")))
  visit((language) => atlas.getCountries(language), [country]);

// Islamic holidays begin on the evening before; the working day they take is the one the data set dates them with. Lengths
// such as 90 hours hold half a day before or after; only whole days are kept.
const daysOf = (holiday) => {
  const hours = (holiday.end - holiday.start) / 3_600_000;
  const count = Math.max(1, Math.floor((hours + 2) / 24));
  const [year, month, day] = holiday.date.slice(0, 10).split("-").map(Number);
  return Array.from({ length: count }, (_, later) =>
    new Date(Date.UTC(year, month - 1, day + later)).toISOString().slice(0, 10),
  );
};

const holidays = new Map();
for (const { path, localLanguage } of places) {
  const calendar = new Holidays(...path);
  const code = path.join("-");
  const kept = new Map();
  for (let year = firstYear - 1; year <= lastYear; year++) {
    const inEnglish = calendar.getHolidays(year, "en").filter((holiday) => holiday.type === "public");
    const locally = calendar.getHolidays(year, localLanguage ?? "en").filter((holiday) => holiday.type === "public");
    for (const holiday of inEnglish) {
      const localName = locally.find(({ rule, date }) => rule === holiday.rule && date === holiday.date).name;
      const time = holiday.date.slice(11, 16);
      const from = time === "00:00" ? "" : time;
      for (const date of daysOf(holiday)) {
        if (date < `${firstYear}` || date >= `${lastYear + 1}`) continue;
        const before = kept.get(date);
        kept.set(date, {
          from: before && before.from < from ? before.from : from,
          english: new Set([...(before?.english ?? []), holiday.name]),
          local: new Set([...(before?.local ?? []), localName]),
        });
      }
    }
  }
  for (const [date, { from, english, local }] of kept) {
    const inEnglish = [...english].join(" / ");
    const locally = [...local].join(" / ");
    const line = ["holiday", date, from, inEnglish, locally === inEnglish ? "" : locally].join("\t");
    holidays.set(line, [...(holidays.get(line) ?? []), code]);
  }
}

const text = [
  ...places.map(({ path, english, local }) =>
    ["place", path.join("-"), english, local === english ? "" : local].join("\t"),
  ),
  ...[...holidays]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([line, codes]) => `${line}\t${codes.join(" ")}`),
].join("\n");
writeFileSync(new URL("holidays.data.gz", import.meta.url), gzipSync(text, { level: 9 }));

const source = new URL("node_modules/date-holidays/", import.meta.url);
const { version } = JSON.parse(readFileSync(new URL("package.json", source), "utf8"));
const [, attributions] = readFileSync(new URL("LICENSE", source), "utf8").match(
  /<attribution>\s*([\s\S]*?)\s*<\/attribution>/,
);
writeFileSync(
  new URL("NOTICE.md", import.meta.url),
  `# Public holidays

\`holidays.data.gz\` lists the public holidays ${firstYear} to ${lastYear} of ${places.filter(({ path }) => path.length === 1).length} countries and ${places.filter(({ path }) => path.length > 1).length} subdivisions.
It was generated on ${new Date().toISOString().slice(0, 10)} by \`generate.mjs\` from [date-holidays](https://github.com/commenthol/date-holidays) ${version} by commenthol and contributors.
Changes made: only holidays of type 'public' are kept, rules are replaced by the dates they give, several on one day are joined.

The data is licensed under [CC BY-SA 3.0](https://creativecommons.org/licenses/by-sa/3.0/), and so is this file; it is kept apart from the code, which is not.
Moon-dependent dates are forecasts, and a country may change its holidays at short notice: a person can untick or add days.

## Attributions of the data set

${attributions
  .split("\n")
  .filter((line) => line.trim())
  .map((line) => `- <${line.trim()}>`)
  .join("\n")}
`,
);
console.log(`${places.length} places, ${holidays.size} lines, ${text.length} characters`);
