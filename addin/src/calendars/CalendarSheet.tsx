import { Button } from "@fluentui/react-components";
import { CheckmarkRegular } from "@fluentui/react-icons/svg/checkmark";
import { useState } from "react";
import type {
  CalendarBody,
  CalendarChange,
  CalendarView,
  ContactCalendar,
  PartnerCalendar,
  Zone,
} from "../api/types";
import { useLanguage } from "../ui/Language";
import { Failed, Notice, Waiting } from "../ui/Notice";
import { Absences } from "./Absences";
import { CalendarForm } from "./CalendarForm";
import { LearnedHours } from "./LearnedHours";
import {
  useContactCalendar,
  useContactCalendarChanges,
  usePartnerCalendar,
  usePartnerCalendarChanges,
  type Change,
} from "./queries";
import { Sheet } from "./Sheet";
import { weekInWords } from "./week";

type Props = { address: string; name: string; zone: Zone; isEditing?: boolean; onClose: () => void };

/** When a contact works: what is known, where from, and everything a person can correct about it. */
export function CalendarSheet({ address, name, zone, isEditing = false, onClose }: Props) {
  const { text } = useLanguage();
  const [partner, setPartner] = useState<{ domain: string; name: string } | null>(null);
  const calendar = useContactCalendar(address);
  if (partner)
    return (
      <Sheet
        key={partner.domain}
        title={text("calendar.title", { who: partner.name })}
        onClose={() => setPartner(null)}
      >
        <PartnerCalendarPage domain={partner.domain} zone={zone} />
      </Sheet>
    );
  return (
    <Sheet title={text("calendar.title", { who: name })} onClose={onClose}>
      {calendar.isPending && <Waiting lines={8} />}
      {calendar.error && !calendar.data && (
        <Failed failure={calendar.error} retry={() => void calendar.refetch()} />
      )}
      {calendar.data && (
        <ContactCalendarPage
          known={calendar.data}
          zone={zone}
          isEditing={isEditing}
          onPartner={() => setPartner({ domain: calendar.data.partnerDomain, name: calendar.data.partner })}
        />
      )}
    </Sheet>
  );
}

function ContactCalendarPage(props: {
  known: ContactCalendar;
  zone: Zone;
  isEditing: boolean;
  onPartner: () => void;
}) {
  const { known, zone, onPartner } = props;
  const { set, reset } = useContactCalendarChanges(known.contact.address);
  const [start, setStart] = useState<CalendarView | null>(
    props.isEditing ? { ...known.calendar, ...known.proposal } : null,
  );
  return (
    <>
      {start === null && (
        <LearnedHours known={known} onAdjust={(proposed) => setStart({ ...known.calendar, ...proposed })} />
      )}
      <Editable
        calendar={known.calendar}
        start={start}
        save={set}
        reset={known.isSet ? reset : null}
        onStart={setStart}
      >
        <Sources known={known} onPartner={onPartner} />
      </Editable>
      <Absences known={known} />
      <Changes changes={known.changes} zone={zone} />
    </>
  );
}

function PartnerCalendarPage({ domain, zone }: { domain: string; zone: Zone }) {
  const found = usePartnerCalendar(domain);
  if (found.isPending) return <Waiting lines={6} />;
  if (found.error) return <Failed failure={found.error} retry={() => void found.refetch()} />;
  return <PartnerCalendarOf known={found.data} zone={zone} />;
}

const nineToFive: Omit<CalendarView, "zone" | "holidaysKnownUntil"> = {
  hours: [1, 2, 3, 4, 5].map((day) => ({ day, start: "09:00:00", end: "17:00:00" })),
  holidays: {},
  coming: [],
};

function PartnerCalendarOf({ known, zone }: { known: PartnerCalendar; zone: Zone }) {
  const { text } = useLanguage();
  const { set, reset } = usePartnerCalendarChanges(known.domain);
  const [start, setStart] = useState<CalendarView | null>(null);
  return (
    <>
      <p className="muted">{text("calendar.partnerWhat", { partner: known.name })}</p>
      {!known.mayChange && <Notice intent="info">{text("calendar.leadsOnly")}</Notice>}
      <Editable
        calendar={known.calendar ?? null}
        fresh={{ ...nineToFive, zone, holidaysKnownUntil: known.holidaysKnownUntil }}
        start={start}
        save={known.mayChange ? set : null}
        reset={known.mayChange && known.calendar ? reset : null}
        onStart={setStart}
      />
      <Changes changes={known.changes} zone={zone} />
    </>
  );
}

type EditableProps = {
  calendar: CalendarView | null;
  /** Where the form begins when nothing is known yet. */
  fresh?: CalendarView;
  start: CalendarView | null;
  save: Change<CalendarBody> | null;
  reset: Change<void> | null;
  onStart: (start: CalendarView | null) => void;
  children?: React.ReactNode;
};

function Editable({ calendar, fresh, start, save, reset, onStart, children }: EditableProps) {
  const { text } = useLanguage();
  if (start && save)
    return (
      <CalendarForm
        calendar={start}
        save={save}
        onSaved={() => onStart(null)}
        onCancel={() => {
          save.reset();
          onStart(null);
        }}
      />
    );
  const first = calendar ?? fresh;
  return (
    <section className="stack" aria-label={text("calendar.hours")}>
      {calendar ? <Overview calendar={calendar} /> : <p className="muted">{text("calendar.notSet")}</p>}
      {children}
      {save?.isSuccess && (
        <output>
          <Notice intent="success">{text("calendar.saved")}</Notice>
        </output>
      )}
      {reset?.error && <Failed failure={reset.error} />}
      <div className="actions">
        {save && first && (
          <Button appearance="primary" onClick={() => onStart(first)}>
            {text("calendar.change")}
          </Button>
        )}
        {reset && (
          <Button disabled={reset.isPending} onClick={() => reset.mutate()}>
            {text("calendar.reset")}
          </Button>
        )}
      </div>
    </section>
  );
}

/** The calendar as it counts now. */
function Overview({ calendar }: { calendar: CalendarView }) {
  const { text, zoneName, locale, fullDay } = useLanguage();
  const kept = calendar.coming.filter((day) => day.kept);
  return (
    <div className="stack">
      <dl className="facts">
        <div>
          <dt>{text("calendar.zone")}</dt>
          <dd>
            {zoneName(calendar.zone)}
            <span className="muted small">{calendar.zone}</span>
          </dd>
        </div>
        <div>
          <dt>{text("calendar.hours")}</dt>
          {weekInWords(calendar.hours, locale).map((line) => (
            <dd key={line}>{line}</dd>
          ))}
        </div>
      </dl>
      {calendar.coming.length === 0 ? (
        <p className="muted">{text("calendar.noHolidays")}</p>
      ) : (
        <details>
          <summary>{text("calendar.coming", { count: kept.length })}</summary>
          <ul className="coming">
            {calendar.coming.map((day) => (
              <li key={day.date} data-kept={day.kept}>
                <span>{fullDay(day.date)}</span>
                <span>{day.name}</span>
                {!day.kept && <span className="muted small">{text("calendar.works")}</span>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

/** Which source counts and which would be next. */
function Sources({ known, onPartner }: { known: ContactCalendar; onPartner: () => void }) {
  const { text, zoneName } = useLanguage();
  return (
    <div className="stack tight">
      <h3 className="overline">{text("calendar.whyThis")}</h3>
      <ol className="sources">
        {known.sources.map(({ source, zone, applies }) => (
          <li key={source} data-applies={applies} aria-current={applies || undefined}>
            {applies ? <CheckmarkRegular aria-hidden /> : <span aria-hidden className="source-dot" />}
            <span>
              {text(`source.${source}`)}
              <span className="muted small">{zone == null ? text("calendar.unknown") : zoneName(zone)}</span>
            </span>
          </li>
        ))}
      </ol>
      <div>
        <Button appearance="transparent" size="small" className="link-button" onClick={onPartner}>
          {text("calendar.ofPartner", { partner: known.partner })}
        </Button>
      </div>
    </div>
  );
}

function Changes({ changes, zone }: { changes: CalendarChange[]; zone: Zone }) {
  const { text, fullAt } = useLanguage();
  if (changes.length === 0) return null;
  return (
    <details>
      <summary>{text("calendar.changes", { count: changes.length })}</summary>
      <ol className="stack changes">
        {changes.map((change) => (
          <li key={`${change.at} ${change.part}`} className="stack tight">
            <span className="subheading">{text(`part.${change.part}`)}</span>
            <span className="muted small">
              {text("calendar.changedBy", { who: change.by, when: fullAt(change.at, zone) })}
            </span>
            <dl className="before-after small">
              <dt>{text("correction.before")}</dt>
              <dd>{change.before || text("calendar.nothing")}</dd>
              <dt>{text("correction.after")}</dt>
              <dd>{change.after || text("calendar.nothing")}</dd>
            </dl>
          </li>
        ))}
      </ol>
    </details>
  );
}
