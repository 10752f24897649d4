import { CalendarClockRegular, ClockRegular } from "@fluentui/react-icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { moveClock, type Clock } from "../tenant/sandbox";
import { useSettings } from "../tenant/queries";
import { Popover } from "../ui/Popover";
import { cityOf, dateAndTime, offsetName } from "./words";
import { nextWorkingDay } from "./workingDay";
import { fieldValue, instantOfField } from "./zoned";

/** The sandbox's clock in the person's own zone, and the ways to move it; weeks pass in seconds. */
export function ClockControls({ now, zone }: { now: Date; zone: string }) {
  const queries = useQueryClient();
  const workingDays = useSettings().data?.workingHours?.daysOfWeek ?? [];
  const move = useMutation({
    mutationFn: moveClock,
    onSuccess: (clock: Clock) => {
      queries.setQueryData(["clock"], clock);
      return queries.invalidateQueries({ queryKey: ["mail"] });
    },
  });

  const steps = [
    { short: "+1 h", label: "One hour later", to: () => ({ advance: "PT1H" }) },
    {
      short: "+1 work day",
      label: "One working day later",
      to: () => ({ now: nextWorkingDay(now, zone, workingDays).toISOString() }),
    },
    { short: "+1 week", label: "One week later", to: () => ({ advance: "P7D" }) },
  ];
  const stepButtons = steps.map((step) => (
    <button
      key={step.short}
      type="button"
      title={step.label}
      aria-label={step.label}
      disabled={move.isPending}
      onClick={() => move.mutate(step.to())}
    >
      {step.short}
    </button>
  ));

  return (
    <fieldset className="clock" aria-label="Sandbox clock" aria-busy={move.isPending}>
      <Popover
        label={`Sandbox time ${dateAndTime(now, zone)}, ${cityOf(zone)}. Pick a moment`}
        className="clock-face"
        face={
          <>
            {move.isPending ? (
              <span className="spinner" aria-hidden="true" />
            ) : (
              <ClockRegular aria-hidden="true" />
            )}
            <span>
              <strong>{dateAndTime(now, zone)}</strong>
              <small>
                {cityOf(zone)}, {offsetName(now, zone)}
              </small>
            </span>
          </>
        }
      >
        {(close) => (
          <div className="clock-panel">
            <p className="hint">
              The sandbox has its own time. Move it forward: mail arrives and follow-ups go out as if the days
              had passed.
            </p>
            <div className="clock-steps narrow">{stepButtons}</div>
            <MomentField
              key={fieldValue(now, zone)}
              now={now}
              zone={zone}
              choose={(instant) => {
                move.mutate({ now: instant.toISOString() });
                close();
              }}
            />
          </div>
        )}
      </Popover>
      <div className="clock-steps wide">{stepButtons}</div>
      <output className="clock-status">
        {move.isPending && "Time passes…"}
        {move.isError && `The clock did not move: ${move.error.message}`}
      </output>
    </fieldset>
  );
}

function MomentField({ now, zone, choose }: { now: Date; zone: string; choose: (instant: Date) => void }) {
  const [value, setValue] = useState(() => fieldValue(now, zone));
  const instant = instantOfField(value, zone);
  const later = instant !== null && instant > now;
  return (
    <form
      className="moment"
      onSubmit={(event) => {
        event.preventDefault();
        if (later) choose(instant);
      }}
    >
      <label>
        Pick a moment ({cityOf(zone)})
        <input
          type="datetime-local"
          value={value}
          min={fieldValue(now, zone)}
          onChange={(event) => setValue(event.target.value)}
        />
      </label>
      <button type="submit" className="primary" disabled={!later}>
        <CalendarClockRegular aria-hidden="true" /> Go there
      </button>
      {!later && <p className="hint">Time only goes forward: choose a later moment.</p>}
    </form>
  );
}
