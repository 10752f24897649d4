import { LearnedHours } from "./LearnedHours";
import { useContactCalendar } from "./queries";

/** On the card of a commitment: a question about the contact's hours, when there is one. */
export function ProposedHours({ address, onAdjust }: { address: string; onAdjust: () => void }) {
  const { data } = useContactCalendar(address);
  return data?.proposal ? <LearnedHours known={data} onAdjust={onAdjust} /> : null;
}
