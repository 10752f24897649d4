import { useId, useRef, type ReactNode } from "react";

/** A button that opens a panel below itself; Escape, a click outside or a choice closes it. */
export function Popover(props: {
  label: string;
  className?: string;
  disabled?: boolean;
  face: ReactNode;
  align?: "start" | "end";
  children: (close: () => void) => ReactNode;
}) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const close = () => document.getElementById(id)?.hidePopover();

  const place = () => {
    const box = button.current?.getBoundingClientRect();
    const shown = panel.current;
    if (!box || !shown) return;
    const room = document.documentElement.clientWidth - shown.offsetWidth - 8;
    const wanted = props.align === "end" ? box.right - shown.offsetWidth : box.left;
    shown.style.left = `${Math.max(8, Math.min(wanted, room))}px`;
    shown.style.top = `${box.bottom + 4}px`;
  };

  return (
    <>
      <button
        ref={button}
        type="button"
        className={props.className}
        aria-label={props.label}
        title={props.label}
        aria-haspopup="dialog"
        disabled={props.disabled}
        popoverTarget={id}
      >
        {props.face}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a dialog element does not open without script
        role="dialog"
        aria-label={props.label}
        className="popover"
        onToggle={place}
      >
        {props.children(close)}
      </div>
    </>
  );
}
