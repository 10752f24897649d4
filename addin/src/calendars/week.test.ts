import { expect, test } from "vitest";
import type { CalendarView } from "../api/types";
import { bodyOf, draftOf, hoursInWords, weekInWords } from "./week";

const hours = (day: number, start: string, end: string) => ({ day, start: `${start}:00`, end: `${end}:00` });

test("Days with the same hours are told together, free ones not at all", () => {
  const office = [1, 2, 3, 4].flatMap((day) => [hours(day, "09:30", "13:00"), hours(day, "14:00", "18:30")]);
  expect(weekInWords([...office, hours(5, "09:30", "13:00"), hours(7, "22:00", "06:00")], "en-GB")).toEqual([
    "Mon–Thu 09:30–13:00 14:00–18:30",
    "Fri 09:30–13:00",
    "Sun 22:00–06:00",
  ]);
});

test("A free day between two working ones is not swallowed", () => {
  expect(weekInWords([hours(1, "09:00", "17:00"), hours(3, "09:00", "17:00")], "en-GB")).toEqual([
    "Mon 09:00–17:00",
    "Wed 09:00–17:00",
  ]);
});

test("Hours are told to the minute", () => {
  expect(hoursInWords([hours(1, "09:30", "13:00")])).toBe("09:30–13:00");
});

test("What nobody changed is sent as it was", () => {
  const known: CalendarView = {
    zone: "Asia/Kolkata",
    hours: [hours(1, "09:30", "18:30")],
    holidays: {
      country: "IN",
      region: "MH",
      unticked: ["2026-04-14"],
      added: [{ date: "2026-11-09", name: "Diwali" }],
    },
    coming: [],
    holidaysKnownUntil: 2032,
  };
  const { zone, hours: week, holidays } = bodyOf(draftOf(known));
  expect({ zone, hours: week, holidays }).toEqual({
    zone: known.zone,
    hours: known.hours,
    holidays: known.holidays,
  });
});
