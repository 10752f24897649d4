import { Button } from "@fluentui/react-components";
import { CalendarArrowRightRegular } from "@fluentui/react-icons/svg/calendar-arrow-right";
import { useState } from "react";
import type { CommitmentView, Extension, Zone } from "../api/types";
import { BothTimes } from "../ui/BothTimes";
import { useLanguage } from "../ui/Language";
import { Failed } from "../ui/Notice";
import { useTelling } from "./queries";
import { SayingForm } from "./SayingForm";

type Props = { commitment: CommitmentView; extension: Extension; zone: Zone };

/** The contact moved the date: which time this is, from when to when, and the asker's yes or no to it. */
export function ExtensionNotice({ commitment, extension, zone }: Props) {
  const { text, nth } = useLanguage();
  const { accept, refuse } = useTelling(commitment);
  const [isRefusing, setRefusing] = useState(false);
  const { event, ordinal, before, accepted } = extension;
  if (accepted && ordinal < 2) return null;
  return (
    <section className="extension" aria-label={text("extension.first")} data-again={ordinal > 1 || undefined}>
      <h3 className="subheading row">
        <CalendarArrowRightRegular aria-hidden />
        {ordinal > 1 ? text("extension.nth", { nth: nth(ordinal) }) : text("extension.first")}
      </h3>
      <dl className="facts">
        <div>
          <dt>{text("extension.before")}</dt>
          <dd>
            <BothTimes moment={before} yourZone={zone} />
          </dd>
        </div>
        <div>
          <dt>{text("extension.now")}</dt>
          <dd>
            <BothTimes moment={commitment.agreedDate} yourZone={zone} />
          </dd>
        </div>
      </dl>
      {!accepted && !isRefusing && (
        <>
          <p className="small">{text("extension.what")}</p>
          <div className="actions">
            <Button
              size="small"
              appearance="primary"
              disabled={accept.isPending}
              onClick={() => accept.mutate({ event })}
            >
              {text("accept.do")}
            </Button>
            <Button size="small" onClick={() => setRefusing(true)}>
              {text("refuse.do")}
            </Button>
          </div>
          {accept.error && <Failed failure={accept.error} />}
        </>
      )}
      {isRefusing && (
        <SayingForm
          title={text("refuse.title")}
          what={text("refuse.what", { who: commitment.contact.name })}
          confirm={text("refuse.do")}
          needsWhen={false}
          whenTitle={text("refuse.other")}
          zone={zone}
          busy={refuse.isPending}
          failure={refuse.error}
          onSay={({ at, reason }) => refuse.mutate({ event, instead: at, reason })}
          onClose={() => setRefusing(false)}
        />
      )}
    </section>
  );
}
