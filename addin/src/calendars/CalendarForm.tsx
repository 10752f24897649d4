import { Button, Checkbox, Field, Input, Select } from "@fluentui/react-components";
import { AddRegular } from "@fluentui/react-icons/svg/add";
import { DeleteRegular } from "@fluentui/react-icons/svg/delete";
import { useId, useRef, useState, type SubmitEvent } from "react";
import { Problem, refusalOf } from "../api/client";
import type { CalendarBody, CalendarView, Holiday, WorkingHours } from "../api/types";
import { useLanguage } from "../ui/Language";
import { invalid } from "../ui/invalid";
import { Failed } from "../ui/Notice";
import { useHolidays, usePlaces, type Change } from "./queries";
import { bodyOf, dayName, draftOf, hoursInWords, week, type CalendarDraft } from "./week";

type Props = {
  /** Where the form begins. */
  calendar: CalendarView;
  save: Change<CalendarBody>;
  onSaved: () => void;
  onCancel: () => void;
};

/** Zone, working hours and holidays as a person enters them. What the server refuses stays in the form, each word at its field. */
export function CalendarForm({ calendar, save, onSaved, onCancel }: Props) {
  const { text } = useLanguage();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(() => draftOf(calendar));
  const change = (part: Partial<CalendarDraft>) => {
    if (save.error) save.reset();
    setDraft((before) => ({ ...before, ...part }));
  };
  const refused = (field: string) => refusalOf(save.error, field);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate(bodyOf(draft), {
      onSuccess: onSaved,
      onError: () =>
        queueMicrotask(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus()),
    });
  };
  return (
    <form ref={form} className="stack" onSubmit={submit} noValidate>
      <ZoneField zone={draft.zone} error={refused("zone")} onChange={(zone) => change({ zone })} />
      <WeekFields hours={draft.hours} error={refused("hours")} onChange={(hours) => change({ hours })} />
      <HolidayFields draft={draft} until={calendar.holidaysKnownUntil} refused={refused} onChange={change} />
      {save.error && !isAboutAField(save.error) && <Failed failure={save.error} />}
      <div className="actions">
        <Button type="submit" appearance="primary" disabled={save.isPending}>
          {text("calendar.save")}
        </Button>
        <Button onClick={onCancel}>{text("cancel")}</Button>
      </div>
    </form>
  );
}

function ZoneField(props: { zone: string; error: string | undefined; onChange: (zone: string) => void }) {
  const { text } = useLanguage();
  const zones = useId();
  return (
    <Field label={text("calendar.zone")} {...invalid(props.error)}>
      <Input
        value={props.zone}
        list={zones}
        autoComplete="off"
        spellCheck={false}
        onChange={(_, { value }) => props.onChange(value)}
      />
      <datalist id={zones}>
        {Intl.supportedValuesOf("timeZone").map((zone) => (
          <option key={zone} value={zone}>
            {zone}
          </option>
        ))}
      </datalist>
    </Field>
  );
}

type WeekProps = {
  hours: WorkingHours[];
  error: string | undefined;
  onChange: (hours: WorkingHours[]) => void;
};

function WeekFields({ hours, error, onChange }: WeekProps) {
  const { text, locale } = useLanguage();
  const message = useId();
  const of = (day: number) => hours.filter((one) => one.day === day);
  const put = (day: number, intervals: WorkingHours[]) =>
    onChange(week.flatMap((each) => (each === day ? intervals : of(each))));
  const spread = () =>
    onChange([
      ...week.slice(0, 5).flatMap((day) => of(1).map((one) => ({ ...one, day }))),
      ...hours.filter(({ day }) => day > 5),
    ]);
  return (
    <fieldset className="fields week" aria-describedby={error ? message : undefined}>
      <legend className="subheading">{text("calendar.hours")}</legend>
      {week.map((day) => (
        <DayFields
          key={day}
          name={dayName(day, locale)}
          day={day}
          intervals={of(day)}
          isWrong={error !== undefined}
          onChange={(intervals) => put(day, intervals)}
        />
      ))}
      <div>
        <Button size="small" onClick={spread}>
          {text("calendar.spread", { day: dayName(1, locale), last: dayName(5, locale) })}
        </Button>
      </div>
      {error && (
        <p id={message} role="alert" className="field-error">
          {error}
        </p>
      )}
    </fieldset>
  );
}

type DayProps = {
  name: string;
  day: number;
  intervals: WorkingHours[];
  isWrong: boolean;
  onChange: (intervals: WorkingHours[]) => void;
};

function DayFields({ name, day, intervals, isWrong, onChange }: DayProps) {
  const { text } = useLanguage();
  const edit = (index: number, part: Partial<WorkingHours>) =>
    onChange(intervals.map((one, each) => (each === index ? { ...one, ...part } : one)));
  const last = intervals.at(-1);
  return (
    <fieldset className="day">
      <legend className="visually-hidden">{name}</legend>
      <span className="day-name" aria-hidden>
        {name}
      </span>
      <div className="stack tight day-hours">
        {intervals.length === 0 && <span className="muted">{text("calendar.free")}</span>}
        {intervals.map((one, index) => (
          // An interval has nothing of its own but its place in the day.
          // oxlint-disable-next-line react/no-array-index-key
          <div className="interval" key={index}>
            <TimeInput
              label={text("calendar.start", { day: name })}
              value={one.start}
              isWrong={isWrong}
              onChange={(start) => edit(index, { start })}
            />
            <span aria-hidden>–</span>
            <TimeInput
              label={text("calendar.end", { day: name })}
              value={one.end}
              isWrong={isWrong}
              onChange={(end) => edit(index, { end })}
            />
            <Button
              appearance="subtle"
              size="small"
              icon={<DeleteRegular />}
              aria-label={text("calendar.removeHours", { day: name, hours: hoursInWords([one]) })}
              onClick={() => onChange(intervals.filter((_, each) => each !== index))}
            />
            {one.end <= one.start && <span className="muted small">{text("calendar.nextDay")}</span>}
          </div>
        ))}
      </div>
      <Button
        appearance="subtle"
        size="small"
        icon={<AddRegular />}
        aria-label={text("calendar.addHours", { day: name })}
        onClick={() =>
          onChange([
            ...intervals,
            last ? { day, start: last.end, end: "18:00:00" } : { day, start: "09:00:00", end: "17:00:00" },
          ])
        }
      />
    </fieldset>
  );
}

function TimeInput(props: {
  label: string;
  value: string;
  isWrong: boolean;
  onChange: (time: string) => void;
}) {
  return (
    <Input
      type="time"
      size="small"
      aria-label={props.label}
      aria-invalid={props.isWrong || undefined}
      value={props.value.slice(0, 5)}
      onChange={(_, { value }) => value && props.onChange(`${value}:00`)}
    />
  );
}

type HolidayProps = {
  draft: CalendarDraft;
  until: number;
  refused: (field: string) => string | undefined;
  onChange: (part: Partial<CalendarDraft>) => void;
};

function HolidayFields({ draft, until, refused, onChange }: HolidayProps) {
  const { text, locale } = useLanguage();
  const places = usePlaces();
  const names = new Intl.DisplayNames(locale, { type: "region", fallback: "code" });
  const countries = (places.data?.countries ?? [])
    .map(({ country, name }) => {
      const known = names.of(country);
      return { country, name: known && known !== country ? known : name };
    })
    .toSorted((one, other) => one.name.localeCompare(other.name, locale));
  const regions = places.data?.countries.find(({ country }) => country === draft.country)?.regions ?? [];
  return (
    <fieldset className="fields stack">
      <legend className="subheading">{text("calendar.holidays")}</legend>
      <div className="when">
        <Field label={text("calendar.country")} {...invalid(refused("holidays.country"))}>
          <Select
            value={draft.country ?? ""}
            onChange={(_, { value }) => onChange({ country: value || null, region: null })}
          >
            <option value="">{text("calendar.noCountry")}</option>
            {countries.map(({ country, name }) => (
              <option key={country} value={country}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        {regions.length > 0 && (
          <Field label={text("calendar.region")} {...invalid(refused("holidays.region"))}>
            <Select
              value={draft.region ?? ""}
              onChange={(_, { value }) => onChange({ region: value || null })}
            >
              <option value="">{text("calendar.wholeCountry")}</option>
              {regions.map(({ region, name }) => (
                <option key={region} value={region}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
        )}
      </div>
      <HolidayTicks draft={draft} onChange={onChange} />
      <AddedDay
        error={refused("holidays.added")}
        onAdd={(date, name) =>
          onChange({
            added: [...draft.added.filter((day) => day.date !== date), { date, name }],
            unticked: draft.unticked.filter((day) => day !== date),
          })
        }
      />
      <p className="muted small">{text("calendar.knownUntil", { year: String(until) })}</p>
    </fieldset>
  );
}

function HolidayTicks({ draft, onChange }: Pick<HolidayProps, "draft" | "onChange">) {
  const { text, fullDay } = useLanguage();
  const found = useHolidays(draft.country, draft.region);
  const isAdded = (date: string) => draft.added.some((day) => day.date === date);
  const days: Holiday[] = [
    ...(draft.country === null ? [] : (found.data?.holidays ?? [])).filter(({ date }) => !isAdded(date)),
    ...draft.added.map(({ date, name }) => ({
      date,
      name,
      localName: name,
      from: "00:00:00",
      kept: true,
      added: true,
    })),
  ].toSorted((one, other) => one.date.localeCompare(other.date));
  if (found.error) return <Failed failure={found.error} retry={() => void found.refetch()} />;
  if (days.length === 0) return <p className="muted">{text("calendar.noHolidays")}</p>;
  const tick = (day: Holiday, checked: boolean) => {
    if (day.added) onChange({ added: draft.added.filter(({ date }) => date !== day.date) });
    else if (checked) onChange({ unticked: draft.unticked.filter((date) => date !== day.date) });
    else onChange({ unticked: [...draft.unticked, day.date] });
  };
  return (
    <div className="stack tight">
      <p className="muted small">{text("calendar.untick")}</p>
      <div className="holidays">
        {days.map((day) => (
          <Checkbox
            key={day.date}
            checked={!draft.unticked.includes(day.date)}
            onChange={(_, { checked }) => tick(day, checked === true)}
            label={
              <span className="recipient">
                <span>
                  {day.name}
                  {day.localName !== day.name && <span className="muted small"> · {day.localName}</span>}
                </span>
                <span className="muted small">
                  {fullDay(day.date)}
                  {day.from > "00:00:00" && ` · ${text("calendar.from", { time: day.from.slice(0, 5) })}`}
                  {day.added && ` · ${text("calendar.added")}`}
                </span>
              </span>
            }
          />
        ))}
      </div>
    </div>
  );
}

function AddedDay(props: { error: string | undefined; onAdd: (date: string, name: string) => void }) {
  const { text } = useLanguage();
  const [date, setDate] = useState("");
  const [name, setName] = useState("");
  return (
    <fieldset className="added-day">
      <legend className="visually-hidden">{text("calendar.addDay")}</legend>
      <Field label={text("calendar.addDay")} {...invalid(props.error)}>
        <Input type="date" value={date} onChange={(_, { value }) => setDate(value)} />
      </Field>
      <Field label={text("calendar.dayName")}>
        <Input value={name} maxLength={100} onChange={(_, { value }) => setName(value)} />
      </Field>
      <Button
        disabled={date === "" || name.trim() === ""}
        onClick={() => {
          props.onAdd(date, name.trim());
          setDate("");
          setName("");
        }}
      >
        {text("calendar.add")}
      </Button>
    </fieldset>
  );
}

function isAboutAField(failure: unknown): boolean {
  return failure instanceof Problem && Object.keys(failure.fields).length > 0;
}
