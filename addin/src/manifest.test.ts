import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const manifest = readFileSync("../manifest.xml", "utf8");
const all = (pattern: RegExp) => [...manifest.matchAll(pattern)].map((match) => match[1] ?? "");

test("Every resource that the manifest refers to is there, under an id that Outlook accepts", () => {
  const ids = all(/<bt:\w+ id="([^"]+)"/g);
  expect(all(/resid="([^"]+)"/g).filter((id) => !ids.includes(id))).toEqual([]);
  expect(ids.filter((id) => id.length > 32)).toEqual([]);
});

test("No two buttons or groups share an id", () => {
  const ids = all(/<(?:Group|Control)[^>]* id="([^"]+)"/g);
  expect(new Set(ids).size).toBe(ids.length);
});

test("Every address is served over https", () => {
  expect(all(/DefaultValue="(http:[^"]+)"/g)).toEqual([]);
});

test("Every icon exists in the size that its name says", () => {
  const icons = new Set(all(/DefaultValue="[^"]*\/(icons\/[^"]+)"/g));
  expect(icons.size).toBeGreaterThan(5);
  for (const icon of icons) {
    expect(existsSync(`public/${icon}`)).toBe(true);
    // A PNG says its width in the four bytes after the first sixteen.
    expect(`icons/icon-${readFileSync(`public/${icon}`).readUInt32BE(16)}.png`).toBe(icon);
  }
});
