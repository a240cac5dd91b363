import { type ReactNode, type ToggleEvent, useCallback, useEffect, useId, useRef } from "react";

import { Icon } from "./Icon";
import "./menu.css";

export interface MenuItem {
  label: string;
  do: () => void;
  bad?: boolean;
}

const WIDTH = 270; // pixels, about: enough to find a side where it fits
const HEIGHT = 280;
const NEAR = 8; // a list that stays while its button leaves would belong to nothing

/** A button that shows what can be done. The browser closes it on Escape or a press elsewhere, and gives the
 * focus back. */
export function Menu({ label, items, children }: { label: string; items: MenuItem[]; children?: ReactNode }) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const opened = useRef(0); // where the button was then
  const hide = () => list.current?.hidePopover();
  const scrolled = useCallback(() => {
    if (Math.abs(button.current!.getBoundingClientRect().top - opened.current) > NEAR) list.current?.hidePopover();
  }, []);
  useEffect(() => () => removeEventListener("scroll", scrolled, true), [scrolled]);

  function place(event: ToggleEvent<HTMLUListElement>) {
    removeEventListener("scroll", scrolled, true);
    if (event.newState !== "open") return;
    const at = button.current!.getBoundingClientRect();
    opened.current = at.top;
    const { clientWidth, clientHeight } = document.documentElement;
    const { style } = event.currentTarget;
    const below = at.bottom + HEIGHT < clientHeight || at.top < HEIGHT;
    style.top = below ? `${at.bottom + 4}px` : "auto";
    style.bottom = below ? "auto" : `${clientHeight - at.top + 4}px`;
    const leftwards = at.right > WIDTH;
    style.right = leftwards ? `${clientWidth - at.right}px` : "auto";
    style.left = leftwards ? "auto" : `${Math.min(at.left, clientWidth - WIDTH)}px`;
    addEventListener("scroll", scrolled, true);
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        className="menu-button"
        aria-label={label}
        popoverTarget={id}
      >
        {children ?? <Icon name="dots" />}
      </button>
      <ul ref={list} id={id} className="menu" popover="auto" onBeforeToggle={place}>
        {items.map((item) => (
          <li key={item.label}>
            <button
              type="button"
              className={item.bad ? "menu-item menu-bad" : "menu-item"}
              onClick={() => {
                hide();
                item.do();
              }}
            >
              {item.label}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
