import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";

import { useWords } from "../words";
import "./toasts.css";

export interface Toast {
  text: string;
  kind?: "good" | "bad" | "plain";
  /** Something to do about it, such as undoing it. */
  action?: { label: string; do: () => void };
}

interface Kept extends Toast {
  id: number;
}

const STAYS = 7000; // milliseconds; one with an action, or with the pointer on it, stays until it is closed
const Context = createContext<(toast: Toast) => void>(() => undefined);

/** Says something in passing: `const say = useToast(); say({ text })`. Screen readers hear it, too. */
export function useToast(): (toast: Toast) => void {
  return useContext(Context);
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Kept[]>([]);
  const next = useRef(0);
  const words = useWords();
  const drop = useCallback((id: number) => setToasts((all) => all.filter((one) => one.id !== id)), []);
  const say = useCallback(
    (toast: Toast) => {
      const id = next.current++;
      setToasts((all) => [...all.slice(-2), { ...toast, id }]);
      if (!toast.action) setTimeout(() => drop(id), STAYS);
    },
    [drop],
  );
  const shown = useMemo(
    () =>
      toasts.map((one) => (
        <div key={one.id} className={`toast toast-${one.kind ?? "plain"}`}>
          <span>{one.text}</span>
          {one.action && (
            <button
              type="button"
              className="toast-action"
              onClick={() => {
                one.action?.do();
                drop(one.id);
              }}
            >
              {one.action.label}
            </button>
          )}
          <button
            type="button"
            className="toast-close"
            aria-label={words.actions.close}
            onClick={() => drop(one.id)}
          >
            <span aria-hidden="true">×</span>
          </button>
        </div>
      )),
    [toasts, drop, words],
  );
  return (
    <Context value={say}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {shown}
      </div>
    </Context>
  );
}
