import { Component, type ReactNode } from "react";

import { useWords } from "../words";
import { Button } from "./Button";
import "./notice.css";

/** Keeps what went wrong in one room from taking the whole page away: a fault of ours, or a part of the page
 * that could not be loaded. Give it the room's address as its `key`, so that the next room is tried anew. */
export class Boundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { shell } = useWords();
  return (
    <div className="notice notice-bad" role="alert">
      <h1>{shell.broken}</h1>
      <p>{shell.brokenMore}</p>
      <Button look="mark" onClick={() => location.reload()}>
        {shell.reload}
      </Button>
    </div>
  );
}
