import type { en } from "./en";

export type Key = keyof typeof en;
type Counted = { one: string; other: string };

/** One language's texts: every key of English, with the same placeholders in braces. */
export type Texts = { readonly [K in Key]: (typeof en)[K] extends string ? string : Counted };

type Placeholders<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholders<Rest> : never;
type Template<K extends Key> = (typeof en)[K] extends { other: infer Other } ? Other : (typeof en)[K];
type Values<K extends Key> = { [Name in Placeholders<Template<K>>]: Name extends "count" ? number : string };

/** The text for a key, with its placeholders filled in; one with `count` picks the form that the number needs. */
export type Text = <K extends Key>(
  key: K,
  ...values: Placeholders<Template<K>> extends never ? [] : [Values<K>]
) => string;

export function textIn(texts: Texts, locale: string): Text {
  const forms = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return (key, ...[values]) => {
    const given: Record<string, string | number> = values ?? {};
    const phrase: string | Counted = texts[key];
    const template =
      typeof phrase === "string"
        ? phrase
        : phrase[forms.select(Number(given["count"])) === "one" ? "one" : "other"];
    return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = given[name];
      return typeof value === "number" ? numbers.format(value) : (value ?? whole);
    });
  };
}

/** The texts for a language such as `de-AT`; English where we do not have it. */
export async function loadTexts(language: string): Promise<{ texts: Texts; locale: string }> {
  switch (language.split("-")[0]?.toLowerCase()) {
    case "de":
      return { texts: (await import("./de")).de, locale: language };
    case "es":
      return { texts: (await import("./es")).es, locale: language };
    case "hi":
      return { texts: (await import("./hi")).hi, locale: language };
    case "en":
      return { texts: (await import("./en")).en, locale: language };
    default:
      return { texts: (await import("./en")).en, locale: "en-GB" };
  }
}
