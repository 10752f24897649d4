import { expect, test } from "vitest";
import { instantOf, wallClockAt } from "./wallClock";

test("Five in the afternoon in Berlin is an hour later by UTC in winter than in summer", () => {
  expect(instantOf("2026-01-15T17:00", "Europe/Berlin")).toBe("2026-01-15T16:00:00Z");
  expect(instantOf("2026-07-15T17:00", "Europe/Berlin")).toBe("2026-07-15T15:00:00Z");
});

test("A wall clock survives the way to an instant and back, on the days around a change of clocks too", () => {
  for (const zone of ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"])
    for (let day = 1; day <= 31; day++)
      for (const month of ["03", "04", "10", "11"]) {
        const wallClock = `2026-${month}-${String(Math.min(day, 30)).padStart(2, "0")}T09:30`;
        expect(wallClockAt(instantOf(wallClock, zone), zone)).toBe(wallClock);
      }
});

test("A time that the clocks skip in spring is one hour on", () => {
  expect(wallClockAt(instantOf("2026-03-29T02:30", "Europe/Berlin"), "Europe/Berlin")).toBe(
    "2026-03-29T03:30",
  );
});
