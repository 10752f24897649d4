import { expect, test } from "vitest";
import { de } from "./de";
import { en } from "./en";
import { es } from "./es";
import { hi } from "./hi";
import { textIn, type Key } from "./text";

const placeholders = (phrase: string | { one: string; other: string }) =>
  [...(typeof phrase === "string" ? phrase : phrase.other).matchAll(/\{\w+\}/g)].map(([name]) => name).sort();

test.each(Object.entries({ de, es, hi }))(
  "Every text in %s has the placeholders of the English one",
  (_, texts) => {
    for (const key of Object.keys(en) as Key[])
      expect([key, placeholders(texts[key])]).toEqual([key, placeholders(en[key])]);
  },
);

test("A count picks the form that its number needs", () => {
  const text = textIn(en, "en");
  expect(text("commitment.slipped", { count: 1 })).toBe("Moved later 1 time");
  expect(text("commitment.slipped", { count: 2 })).toBe("Moved later 2 times");
});

test("A value with braces in it is shown as it is", () => {
  expect(textIn(en, "en")("waitingFor.agreed", { when: "{soon}" })).toBe("By {soon}");
});
