import { CheckmarkCircleFilled } from "@fluentui/react-icons/svg/checkmark-circle";
import { CheckmarkCircleWarningFilled } from "@fluentui/react-icons/svg/checkmark-circle-warning";
import { ClockAlarmFilled } from "@fluentui/react-icons/svg/clock-alarm";
import { ArrowRightRegular } from "@fluentui/react-icons/svg/arrow-right";
import { ErrorCircleFilled } from "@fluentui/react-icons/svg/error-circle";
import { PauseCircleFilled } from "@fluentui/react-icons/svg/pause-circle";
import { ProhibitedRegular } from "@fluentui/react-icons/svg/prohibited";
import type { State } from "../api/types";
import { useText } from "../ui/Language";

const icons = {
  onTrack: ArrowRightRegular,
  dueSoon: ClockAlarmFilled,
  overdue: ErrorCircleFilled,
  paused: PauseCircleFilled,
  met: CheckmarkCircleFilled,
  metLate: CheckmarkCircleWarningFilled,
  closed: ProhibitedRegular,
} satisfies Record<State, unknown>;

/** A state as word, icon and colour, so that none of them carries it alone. */
export function StateBadge({ state }: { state: State }) {
  const text = useText();
  const Icon = icons[state];
  return (
    <span className="state" data-state={state}>
      <Icon aria-hidden />
      {text(`state.${state}`)}
    </span>
  );
}
