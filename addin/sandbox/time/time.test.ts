import { describe, expect, test } from "vitest";
import { dayHeading, dueDay, listTime } from "./words";
import { nextWorkingDay } from "./workingDay";
import { fieldValue, instantOf, instantOfField, localTime } from "./zoned";

const berlin = "Europe/Berlin";
const at = (text: string) => new Date(text);

describe("a zone's wall clock", () => {
  test("reads an instant in the zone and back", () => {
    const local = localTime(at("2026-03-04T23:30:00Z"), "Asia/Kolkata");
    expect(local).toMatchObject({ year: 2026, month: 3, day: 5, hour: 5, minute: 0 });
    expect(instantOf(local, "Asia/Kolkata")).toEqual(at("2026-03-04T23:30:00Z"));
  });

  test("takes the offset of the day in question, not of today", () => {
    expect(instantOfField("2026-07-01T09:00", berlin)).toEqual(at("2026-07-01T07:00:00Z"));
    expect(instantOfField("2026-01-01T09:00", berlin)).toEqual(at("2026-01-01T08:00:00Z"));
  });

  test("moves a time that summer time skips forward by the hour that is missing", () => {
    expect(instantOfField("2026-03-29T02:30", berlin)).toEqual(at("2026-03-29T01:30:00Z"));
  });

  test("takes the first of the two times when the clock goes back", () => {
    expect(instantOfField("2026-10-25T02:30", berlin)).toEqual(at("2026-10-25T00:30:00Z"));
  });

  test("fills a date-time field and refuses what such a field never holds", () => {
    expect(fieldValue(at("2026-03-04T08:05:00Z"), berlin)).toBe("2026-03-04T09:05");
    expect(instantOfField("tomorrow", berlin)).toBeNull();
  });
});

describe("one working day later", () => {
  test("keeps the time of day over a change to summer time", () => {
    expect(nextWorkingDay(at("2026-03-27T09:00:00Z"), berlin, [])).toEqual(at("2026-03-30T08:00:00Z"));
  });

  test("follows the person's own working days", () => {
    const sundayToThursday = ["sunday", "monday", "tuesday", "wednesday", "thursday"];
    expect(nextWorkingDay(at("2026-03-05T08:00:00Z"), "Asia/Dubai", sundayToThursday)).toEqual(
      at("2026-03-08T08:00:00Z"),
    );
  });

  test("counts days where the person is, not in Greenwich", () => {
    // Friday 23:00 in Berlin's Saturday is still Friday evening in New York.
    expect(nextWorkingDay(at("2026-03-07T01:00:00Z"), "America/New_York", [])).toEqual(
      at("2026-03-10T00:00:00Z"),
    );
  });
});

describe("times in a list", () => {
  const now = at("2026-03-04T08:00:00Z");

  test("headings go from days to weeks to months", () => {
    const heading = (text: string) => dayHeading(at(text), now, berlin);
    expect(heading("2026-03-03T23:30:00Z")).toBe("Today");
    expect(heading("2026-03-03T08:00:00Z")).toBe("Yesterday");
    expect(heading("2026-03-02T08:00:00Z")).toContain("Monday");
    expect(heading("2026-02-25T08:00:00Z")).toBe("Last week");
    expect(heading("2026-02-10T08:00:00Z")).toBe("February");
    expect(heading("2025-12-10T08:00:00Z")).toBe("December 2025");
  });

  test("a mail of today shows its time only", () => {
    expect(listTime(at("2026-03-04T06:30:00Z"), now, berlin)).toMatch(/^0?7:30/);
    expect(listTime(at("2025-03-04T06:30:00Z"), now, berlin)).toContain("2025");
  });

  test("a flag is late from the day after its due date", () => {
    expect(dueDay("2026-03-04T00:00:00.0000000", now, berlin)).toEqual({ words: "Today", late: false });
    expect(dueDay("2026-03-03T00:00:00.0000000", now, berlin).late).toBe(true);
  });
});
