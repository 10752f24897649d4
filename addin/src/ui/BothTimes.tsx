import type { Moment, Zone } from "../api/types";
import { useLanguage } from "./Language";

/** A moment by the user's clock and by the contact's, each with its place. */
export function BothTimes({ moment, yourZone }: { moment: Moment; yourZone: Zone }) {
  const { text, dayAndTime, zoneName } = useLanguage();
  return (
    <span className="both-times">
      <time dateTime={moment.at}>{text("time.yours", { when: dayAndTime(moment.yours) })}</time>
      {moment.theirZone !== yourZone && (
        <span className="muted">
          {text("time.theirs", { when: dayAndTime(moment.theirs), zone: zoneName(moment.theirZone) })}
        </span>
      )}
    </span>
  );
}
