import { expect, test } from "vitest";
import { atRiskAt, cutWhereFew } from "./CurveChart";
import { addressOf, routeOf, type Route } from "./route";

const at = (hours: number, atRisk: number) => ({ hours, atRisk, answered: 0.5, low: 0.4, high: 0.6 });

test("A curve is sure until fewer than ten wait, and the dashed rest begins where it ends", () => {
  const { sure, thin } = cutWhereFew([at(1, 30), at(2, 12), at(3, 9), at(4, 2)]);
  expect(sure.map(({ hours }) => hours)).toEqual([1, 2]);
  expect(thin.map(({ hours }) => hours)).toEqual([2, 3, 4]);
});

test("A curve with enough people throughout has no dashed part", () => {
  expect(cutWhereFew([at(1, 30), at(2, 12)]).thin).toEqual([]);
});

test("Those at risk at an hour are those still waiting just before it; beyond its end a curve does not know", () => {
  const curve = [at(1, 30), at(5, 12)];
  expect([0, 1, 2, 5, 9].map((hours) => atRiskAt(curve, hours))).toEqual([30, 30, 12, 12, null]);
});

test("An address names the page that it was made for", () => {
  const routes: Route[] = [
    { at: "overview" },
    { at: "contact", id: "a/b" },
    { at: "requests", slice: { contact: "k1", answered: false } },
    { at: "request", id: "c1" },
    { at: "comparison", partner: "p1", by: "site", first: "Munich", second: "Pune & Goa" },
  ];
  expect(routes.map((route) => routeOf(addressOf(route)))).toEqual(routes);
});
