import { type ReactNode, useEffect, useId, useRef } from "react";

import { useWords } from "../words";
import "./dialog.css";

/** A modal dialog: the browser keeps the focus in it, gives it back afterwards, and Escape closes it. */
export function Dialog({
  open,
  title,
  wide = false,
  onClose,
  children,
}: {
  open: boolean;
  title: string;
  /** For more than a question: two columns side by side. */
  wide?: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const words = useWords();
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      className={wide ? "dialog dialog-wide" : "dialog"}
      aria-labelledby={heading}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
    >
      {open && (
        <div className="dialog-sheet">
          <header className="dialog-head">
            <h2 id={heading}>{title}</h2>
            <button
              type="button"
              className="dialog-close"
              aria-label={words.actions.close}
              onClick={() => dialog.current?.close()}
            >
              <span aria-hidden="true">×</span>
            </button>
          </header>
          {children}
        </div>
      )}
    </dialog>
  );
}
