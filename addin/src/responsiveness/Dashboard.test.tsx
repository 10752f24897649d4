import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Comparison } from "../api/types";
import { problem, serve, show, someFigures, someMe } from "../Some";
import { Dashboard } from "./Dashboard";

beforeEach(() => {
  location.hash = "";
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const caveat = "Mail is not the only channel.";
const report = {
  clock: "working",
  asOf: "2026-03-09T10:00:00Z",
  caveat,
  partners: [
    {
      id: "p1",
      name: "Northwind",
      contacts: [someFigures()],
      total: someFigures({ id: "p1", name: "Northwind" }),
    },
  ],
};
const forALead = { "GET /api/me": someMe, "GET /api/reports/contacts": report };

test("Every number leads to the requests behind it", async () => {
  serve(forALead);
  show(<Dashboard />);
  const open = await screen.findByRole("link", { name: "Open: 5, Priya Raman" });
  expect(open.getAttribute("href")).toBe("#/requests?contact=k1&open=true");
  expect(screen.getByRole("link", { name: "Priya Raman" }).getAttribute("href")).toBe("#/contacts/k1");
  expect(screen.getByText(caveat)).toBeTruthy();
});

test("The switch asks for the figures by the other clock", async () => {
  const asked = serve(forALead);
  show(<Dashboard />);
  await screen.findByText("Northwind");
  await userEvent.click(screen.getByRole("radio", { name: "Clock time" }));
  await waitFor(() => expect(asked.at(-1)?.query).toBe("?clock=clock"));
});

test("Who is no lead is told kindly who may see reports", async () => {
  serve({ "GET /api/me": { ...someMe, isLead: false } });
  show(<Dashboard />);
  expect(await screen.findByText("Reports are for leads")).toBeTruthy();
});

test("A refused report is shown in the server's words", async () => {
  serve({
    ...forALead,
    "GET /api/reports/contacts": () =>
      problem(403, "Only leads see reports", { detail: "Ask for the role." }),
  });
  show(<Dashboard />);
  expect(await screen.findByText("Only leads see reports")).toBeTruthy();
});

test("Without requests the overview says how figures come about", async () => {
  serve({ ...forALead, "GET /api/reports/contacts": { ...report, partners: [] } });
  show(<Dashboard />);
  expect(await screen.findByText("No requests yet")).toBeTruthy();
});

test("A contact's curve has a table behind it", async () => {
  serve({
    ...forALead,
    "GET /api/reports/contacts/k1": {
      figures: someFigures(),
      partnerId: "p1",
      partner: "Northwind",
      clock: "working",
      curve: [{ hours: 2, answered: 0.25, low: 0.1, high: 0.45, atRisk: 48 }],
      caveat,
    },
    "GET /api/reports/commitments": { items: [], next: null },
  });
  location.hash = "#/contacts/k1";
  show(<Dashboard />);
  const table = await screen.findByRole("table", { name: "Priya Raman", hidden: true });
  expect(within(table).getByText("25%")).toBeTruthy();
  expect(within(table).getByText("10% – 45%")).toBeTruthy();
});

const compared: Comparison = {
  partner: "Northwind",
  by: "team",
  clock: "working",
  verdict: "longer",
  headline: "Requests from Chassis waited longer.",
  sentences: ["This shows a pattern, not its cause."],
  groups: [],
  hazardRatio: { value: 0.66, low: 0.54, high: 0.8 },
  p: 0.004,
  permutations: 10_000,
  caveat,
};

async function compare(comparison: Comparison) {
  serve({
    ...forALead,
    "GET /api/reports/groups": {
      items: [
        { name: "Powertrain", people: 12 },
        { name: "Chassis", people: null },
      ],
      next: null,
    },
    "GET /api/reports/partners/p1/comparison": comparison,
  });
  location.hash = "#/partners/p1/comparison?by=team&first=Powertrain&second=Chassis";
  show(<Dashboard />);
  return screen.findByRole("heading", { name: comparison.headline });
}

test("A comparison is said in words first, and its p in plain ones", async () => {
  await compare(compared);
  expect(screen.getByText(/would turn up by chance in 0.4 % of cases/)).toBeTruthy();
  expect(screen.getByText(/dealt out anew among the people 10,000 times/)).toBeTruthy();
});

test("A hidden comparison is an answer without any figure", async () => {
  const nothing = { hazardRatio: null, p: null, permutations: null };
  await compare({ ...compared, ...nothing, verdict: "hidden", headline: "This is not shown." });
  expect(screen.queryByText("How sure is that?")).toBeNull();
  expect(screen.queryByRole("img")).toBeNull();
  expect(await screen.findAllByText("Chassis (fewer than 5 people)")).toHaveLength(2);
});
