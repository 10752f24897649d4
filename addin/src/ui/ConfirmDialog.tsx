import { Button } from "@fluentui/react-components";
import { useEffect, useId, useRef, type ReactNode } from "react";
import { useText } from "./Language";

type Props = {
  title: string;
  confirm: string;
  busy: boolean;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
};

/** A question over the page; the browser keeps the focus inside and closes it on Escape. */
export function ConfirmDialog({ title, confirm, busy, onConfirm, onClose, children }: Props) {
  const text = useText();
  const heading = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={heading} onClose={onClose}>
      <h2 id={heading} className="heading">
        {title}
      </h2>
      <div className="stack">{children}</div>
      <div className="actions">
        <Button appearance="primary" disabled={busy} onClick={onConfirm}>
          {confirm}
        </Button>
        <Button onClick={() => dialog.current?.close()}>{text("cancel")}</Button>
      </div>
    </dialog>
  );
}
