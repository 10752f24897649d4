import { DismissRegular, PinRegular } from "@fluentui/react-icons";
import { useState, type KeyboardEvent, type PointerEvent } from "react";

const NARROWEST = 320;
const WIDEST = 450;

/** The product's own task pane in a frame beside the mail, pinned and as wide as the reader likes. */
export function TaskPane({ person, close }: { person: string; close: () => void }) {
  const [width, setWidth] = useState(() => bounded(Number(localStorage.getItem("pane-width")) || 370));
  const [isDragged, setDragged] = useState(false);

  const resize = (wanted: number) => {
    const next = bounded(wanted);
    setWidth(next);
    localStorage.setItem("pane-width", String(next));
  };
  const drag = (event: PointerEvent) => {
    if (isDragged) resize(document.documentElement.clientWidth - event.clientX);
  };
  const press = (event: KeyboardEvent) => {
    const by = event.key === "ArrowLeft" ? 10 : event.key === "ArrowRight" ? -10 : 0;
    if (by !== 0) {
      event.preventDefault();
      resize(width + by);
    }
  };

  return (
    <aside className={`pane ${isDragged ? "dragged" : ""}`} style={{ width }} aria-label="MailCommitments">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a window splitter of ARIA */}
      <div
        className="splitter"
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a rule cannot be moved, a window splitter can
        role="separator"
        aria-label="Width of the task pane"
        aria-orientation="vertical"
        aria-valuenow={width}
        aria-valuemin={NARROWEST}
        aria-valuemax={WIDEST}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a window splitter of ARIA takes the focus
        tabIndex={0}
        onKeyDown={press}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDragged(true);
        }}
        onPointerMove={drag}
        onPointerUp={() => setDragged(false)}
      />
      <header>
        <h2>MailCommitments</h2>
        <span className="pinned" title="Pinned: the pane stays and follows the chosen message">
          <PinRegular aria-hidden="true" />
          <span className="unseen">Pinned</span>
        </span>
        <button type="button" className="subtle icon" aria-label="Close the task pane" onClick={close}>
          <DismissRegular aria-hidden="true" />
        </button>
      </header>
      <iframe key={person} title="MailCommitments task pane" src={`/sandbox-taskpane.html?user=${person}`} />
    </aside>
  );
}

const bounded = (width: number) => Math.max(NARROWEST, Math.min(WIDEST, Math.round(width)));
