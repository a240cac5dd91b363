import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from "react";

import { useWords } from "../words";
import "./toasts.css";

export interface Toast {
  text: string;
  kind?: "good" | "bad" | "plain";
  /** Something to do about it, such as undoing it. */
  action?: { label: string; do: () => void };
  /** Milliseconds until it goes by itself. */
  stays?: number;
  /** Told when it has gone and its action was not taken. */
  gone?: () => void;
}

interface Kept extends Toast {
  id: number;
}

const STAYS = 7000; // milliseconds; one with an action stays until it is closed, if it does not say otherwise
const MOST = 3;
const Context = createContext<(toast: Toast) => void>(() => undefined);

/** Says something in passing: `const say = useToast(); say({ text })`. Screen readers hear it, too. */
export function useToast(): (toast: Toast) => void {
  return useContext(Context);
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Kept[]>([]);
  const all = useRef<Kept[]>([]);
  const next = useRef(0);
  const layer = useRef<HTMLDivElement>(null);
  useEffect(() => layer.current?.showPopover(), []);
  const keep = useCallback((kept: Kept[]) => {
    all.current = kept;
    setToasts(kept);
  }, []);
  const drop = useCallback(
    (one: Kept, taken = false) => {
      if (!all.current.includes(one)) return;
      keep(all.current.filter((other) => other !== one));
      if (taken) one.action?.do();
      else one.gone?.();
    },
    [keep],
  );
  const say = useCallback(
    (toast: Toast) => {
      if (document.querySelector(":modal")) {
        layer.current?.hidePopover(); // once more on top, where it is not behind a dialog that was opened since
        layer.current?.showPopover();
      }
      keep([...all.current, { ...toast, id: next.current++ }]);
      // What can be done about something stays longer than mere news.
      if (all.current.length > MOST) drop(all.current.find((one) => !one.action) ?? all.current[0]!);
    },
    [keep, drop],
  );
  return (
    <Context value={say}>
      {children}
      <div ref={layer} popover="manual" className="toasts" role="status" aria-live="polite">
        {toasts.map((one) => (
          <Shown key={one.id} toast={one} drop={drop} />
        ))}
      </div>
    </Context>
  );
}

function Shown({ toast, drop }: { toast: Kept; drop: (toast: Kept, taken?: boolean) => void }) {
  const words = useWords();
  const [held, setHeld] = useState(false); // by the pointer or the focus: nobody is hurried
  const stays = toast.stays ?? (toast.action ? undefined : STAYS);
  useEffect(() => {
    if (held || stays === undefined) return;
    const timer = setTimeout(() => drop(toast), stays);
    return () => clearTimeout(timer);
  }, [held, stays, toast, drop]);
  return (
    <div
      className={`toast toast-${toast.kind ?? "plain"}`}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span>{toast.text}</span>
      {toast.action && (
        <button type="button" className="toast-action" onClick={() => drop(toast, true)}>
          {toast.action.label}
        </button>
      )}
      <button
        type="button"
        className="toast-close"
        aria-label={words.actions.close}
        onClick={() => drop(toast)}
      >
        <span aria-hidden="true">×</span>
      </button>
    </div>
  );
}
