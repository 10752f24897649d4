import { expect, test } from "vitest";
import type { Person } from "../tenant/sandbox";
import { avatarColour, byOrganisation, initials } from "./organisations";

const person = (displayName: string, companyName: string | null): Person => ({
  id: displayName,
  displayName,
  mail: `${displayName}@firm.example`,
  department: null,
  officeLocation: null,
  companyName,
  timeZone: "UTC",
  roles: [],
  isOutside: false,
});

test("people stand under their company by name, the largest company first", () => {
  const groups = byOrganisation([person("Zoe", "Small"), person("Rohan", "Large"), person("Ana", "Large")]);
  expect(groups.map(({ name, people }) => [name, ...people.map((one) => one.displayName)])).toEqual([
    ["Large", "Ana", "Rohan"],
    ["Small", "Zoe"],
  ]);
});

test("somebody without a company stands under the domain of their address", () => {
  expect(byOrganisation([person("Ana", null)])[0]?.name).toBe("firm.example");
});

test.each([
  ["Anna Lindqvist", "AL"],
  ["priya", "P"],
  ["Dagmar von Weiß (Berlin)", "DW"],
  ["Élodie Ñandú", "ÉÑ"],
  ["anna.lindqvist@firm.example", "AE"],
  ["", "?"],
])("the initials of %s are %s", (name, expected) => {
  expect(initials(name)).toBe(expected);
});

test("an address keeps its colour, however it is spelled", () => {
  expect(avatarColour("Anna@Firm.example")).toBe(avatarColour("anna@firm.example"));
});
