import { Button } from "@fluentui/react-components";
import { DismissRegular } from "@fluentui/react-icons/svg/dismiss";
import { useEffect, useId, useRef, type ReactNode } from "react";
import { useText } from "../ui/Language";
import "./calendars.css";

type Props = { title: string; onClose: () => void; children: ReactNode };

/** A page over the page; the browser keeps the focus inside, closes it on Escape and gives the focus back. */
export function Sheet({ title, onClose, children }: Props) {
  const text = useText();
  const heading = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="dialog sheet" aria-labelledby={heading} onClose={onClose}>
      <header className="sheet-head">
        <h2 id={heading} className="heading">
          {title}
        </h2>
        <Button
          appearance="subtle"
          icon={<DismissRegular />}
          aria-label={text("calendar.close")}
          onClick={() => dialog.current?.close()}
        />
      </header>
      <div className="stack sheet-body">{children}</div>
    </dialog>
  );
}
