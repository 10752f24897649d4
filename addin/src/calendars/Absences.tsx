import { Button, Field, Input } from "@fluentui/react-components";
import { DeleteRegular } from "@fluentui/react-icons/svg/delete";
import { useId, useState, type SubmitEvent } from "react";
import { refusalOf } from "../api/client";
import type { ContactAbsence, ContactCalendar, EnteredAbsence } from "../api/types";
import { useLanguage } from "../ui/Language";
import { Failed } from "../ui/Notice";
import { useContactCalendarChanges } from "./queries";

const none: { from: string; to: string; reason: string } = { from: "", to: "", reason: "" };

/** When a contact is away: as their automatic replies say, and as a person has entered. */
export function Absences({ known }: { known: ContactCalendar }) {
  const { text } = useLanguage();
  const { absences } = useContactCalendarChanges(known.contact.address);
  const heading = useId();
  const [entered, setEntered] = useState(none);
  const kept = known.absences.filter(({ fromMail }) => !fromMail);
  const store = (all: EnteredAbsence[], done?: () => void) =>
    absences.mutate(all, done ? { onSuccess: done } : {});
  const add = (submitted: SubmitEvent) => {
    submitted.preventDefault();
    store(
      [...kept.map(asEntered), { from: entered.from, to: entered.to || null, reason: entered.reason }],
      () => setEntered(none),
    );
  };
  const reason = refusalOf(absences.error, "absences.reason");
  const to = refusalOf(absences.error, "absences.to");
  return (
    <section className="stack" aria-labelledby={heading}>
      <h3 id={heading} className="subheading">
        {text("absence.title")}
      </h3>
      {known.absences.length === 0 ? (
        <p className="muted">{text("absence.none")}</p>
      ) : (
        <ul className="stack tight">
          {known.absences.map((absence) => (
            <Absence
              key={`${absence.from} ${absence.reason}`}
              absence={absence}
              onRemove={
                absence.fromMail ? null : () => store(kept.filter((each) => each !== absence).map(asEntered))
              }
            />
          ))}
        </ul>
      )}
      <form className="absence-form" onSubmit={add} noValidate>
        <Field label={text("absence.from")}>
          <Input
            type="date"
            value={entered.from}
            onChange={(_, { value: from }) => setEntered({ ...entered, from })}
          />
        </Field>
        <Field
          label={text("absence.to")}
          {...(to ? { validationState: "error", validationMessage: to } : {})}
        >
          <Input
            type="date"
            value={entered.to}
            onChange={(_, { value: last }) => setEntered({ ...entered, to: last })}
          />
        </Field>
        <Field
          label={text("absence.reason")}
          className="absence-reason"
          {...(reason ? { validationState: "error", validationMessage: reason } : {})}
        >
          <Input
            value={entered.reason}
            maxLength={100}
            onChange={(_, { value }) => setEntered({ ...entered, reason: value })}
          />
        </Field>
        <Button type="submit" disabled={entered.from === "" || absences.isPending}>
          {text("absence.add")}
        </Button>
      </form>
      {absences.error && !reason && !to && <Failed failure={absences.error} />}
    </section>
  );
}

function asEntered({ from, to, reason }: ContactAbsence): EnteredAbsence {
  return { from, to: to ?? null, reason };
}

function Absence({ absence, onRemove }: { absence: ContactAbsence; onRemove: (() => void) | null }) {
  const { text, fullDay } = useLanguage();
  const { from, to, reason, fromMail } = absence;
  return (
    <li className="row spread absence">
      <span>
        {to == null
          ? text("absence.openEnd", { from: fullDay(from) })
          : text("absence.days", { from: fullDay(from), to: fullDay(to) })}
        <span className="muted small">{fromMail ? text("absence.fromMail", { reason }) : reason}</span>
      </span>
      {onRemove && (
        <Button
          appearance="subtle"
          size="small"
          icon={<DeleteRegular />}
          aria-label={text("absence.remove", { reason })}
          onClick={onRemove}
        />
      )}
    </li>
  );
}
