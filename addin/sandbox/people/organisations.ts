import type { Person } from "../tenant/sandbox";

export interface OrganisationPeople {
  name: string;
  people: Person[];
}

/** People under their companies, each company's by name; the largest company first. */
export function byOrganisation(people: readonly Person[]): OrganisationPeople[] {
  const found = new Map<string, Person[]>();
  for (const person of people) {
    const name = person.companyName ?? person.mail.slice(person.mail.indexOf("@") + 1);
    found.set(name, [...(found.get(name) ?? []), person]);
  }
  return [...found]
    .map(([name, members]) => ({
      name,
      people: members.sort((a, b) => a.displayName.localeCompare(b.displayName)),
    }))
    .sort((a, b) => b.people.length - a.people.length || a.name.localeCompare(b.name));
}

export function initials(name: string): string {
  const words = name
    .replace(/\(.*?\)|[^\p{L}\p{N}\s.-]/gu, " ")
    .split(/[\s.]+/)
    .filter(Boolean);
  const first = words[0]?.[0] ?? "?";
  const last = words.length > 1 ? (words.at(-1)?.[0] ?? "") : "";
  return (first + last).toUpperCase();
}

const COLOURS = [
  "DarkRed",
  "Cranberry",
  "Pumpkin",
  "Marigold",
  "Gold",
  "Brass",
  "Brown",
  "Forest",
  "Seafoam",
  "DarkGreen",
  "LightTeal",
  "Teal",
  "Steel",
  "Blue",
  "RoyalBlue",
  "Cornflower",
  "Navy",
  "Lavender",
  "Purple",
  "Grape",
  "Lilac",
  "Pink",
  "Magenta",
  "Plum",
  "Beige",
  "Mink",
  "Platinum",
  "Anchor",
] as const;

/** One of Fluent's avatar colours, always the same for the same address. */
export function avatarColour(address: string): string {
  let hash = 7;
  for (const letter of address.toLowerCase()) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return COLOURS[hash % COLOURS.length] ?? "Blue";
}
