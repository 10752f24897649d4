import type { PlannedFollowUp } from "../api/types";
import { useText } from "../ui/Language";

/** Why a follow-up goes out, and on request the very words of its mail. */
export function PlannedMail({ planned }: { planned: PlannedFollowUp }) {
  const text = useText();
  return (
    <>
      <p className="muted small">{planned.why}</p>
      <details>
        <summary className="small">{text("preview.mail")}</summary>
        <div className="mail-text">
          <p className="subheading">{planned.subject}</p>
          <p className="muted small">{text("preview.to", { person: planned.to.name })}</p>
          {planned.copies.length > 0 && (
            <p className="muted small">
              {text("preview.copies", { people: planned.copies.map(({ name }) => name).join(", ") })}
            </p>
          )}
          {planned.body}
        </div>
      </details>
    </>
  );
}
