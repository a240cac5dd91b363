/** Keeps a draft safe while it is being written: in this browser at once, at the studio soon after. */
import { api, told } from "../../api/client";
import { ApiError } from "../../api/errors";
import type { Draft, Written } from "./drafts";

const SOON = 800; // milliseconds after the last key
const FIRST_PAUSE = 2000; // between tries, doubled up to the longest
const LONGEST_PAUSE = 30_000;
const KEEPALIVE = 60_000; // a browser sends no more than 64 KB for a page that is gone
const copyKey = (id: string) => `fablewright.draft.${id}`;

/** `waiting` tries again by itself; the others wait for a decision. */
export type SaveState =
  | { kind: "saved" | "saving" }
  | { kind: "waiting" | "refused" | "signed out" | "gone"; error: unknown }
  | { kind: "conflict"; revision: number };

interface Copy extends Written {
  /** The one that was changed. */
  revision: number;
}

/** What was written in this browser and did not reach the studio. */
export function copyOf(id: string): Copy | null {
  try {
    return JSON.parse(localStorage.getItem(copyKey(id)) ?? "null") as Copy | null;
  } catch {
    return null;
  }
}

export function forgetCopy(id: string): void {
  localStorage.removeItem(copyKey(id));
}

export class Saver {
  state: SaveState = { kind: "saved" };
  private unsaved: Written | null = null;
  private working: Promise<void> | null = null;
  private timer = 0;
  private pause = FIRST_PAUSE;
  private readonly listeners = new Set<() => void>();

  constructor(
    readonly id: string,
    public revision: number,
    private readonly kept: (draft: Draft) => void,
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  get clean(): boolean {
    return this.unsaved === null;
  }

  /** What there is to keep now. */
  change(written: Written): void {
    this.unsaved = written;
    this.copy();
    if (this.state.kind === "conflict" || this.state.kind === "gone") return;
    this.tell({ kind: "saving" });
    this.later(SOON);
  }

  /** Everything to the studio, now; ends when that is done or cannot be done for the time being. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.working ??= this.save().finally(() => (this.working = null));
    return this.working;
  }

  /** Nothing of this is wanted any more. */
  forget(): void {
    clearTimeout(this.timer);
    this.unsaved = null;
    forgetCopy(this.id);
  }

  /** What was written here, on top of what was saved elsewhere as `revision`. */
  overwrite(revision: number): Promise<void> {
    this.revision = revision;
    this.copy();
    this.tell({ kind: "saving" });
    return this.flush();
  }

  private async save(): Promise<void> {
    while (this.unsaved !== null && this.state.kind !== "conflict") {
      const sent: Written = this.unsaved;
      this.tell({ kind: "saving" });
      try {
        const body = { ...sent, revision: this.revision };
        const keepalive = JSON.stringify(body).length < KEEPALIVE;
        const path = { draft_id: this.id };
        const draft = await told(api.PUT("/api/v1/drafts/{draft_id}", { params: { path }, body, keepalive }));
        this.revision = draft.revision;
        this.pause = FIRST_PAUSE;
        this.kept(draft);
        if (this.unsaved === sent) this.unsaved = null;
      } catch (error) {
        console.error(error);
        return this.failed(error);
      }
    }
    if (this.unsaved !== null) return;
    forgetCopy(this.id);
    this.tell({ kind: "saved" });
  }

  private failed(error: unknown): void {
    const status = error instanceof ApiError ? error.status : 500;
    if (error instanceof ApiError && error.code === "DRAFT_CHANGED") {
      this.tell({ kind: "conflict", revision: Number(error.data["revision"]) });
    } else if (status === 404) this.tell({ kind: "gone", error });
    else if (status === 401) this.tell({ kind: "signed out", error });
    else if (status === 413 || status === 422) this.tell({ kind: "refused", error });
    else {
      this.tell({ kind: "waiting", error });
      const asked = error instanceof ApiError ? (error.retryAfter ?? 0) * 1000 : 0;
      this.later(Math.max(this.pause, asked));
      this.pause = Math.min(2 * this.pause, LONGEST_PAUSE);
    }
  }

  private later(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.flush(), milliseconds);
  }

  private copy(): void {
    if (this.unsaved === null) return;
    const copy: Copy = { ...this.unsaved, revision: this.revision };
    try {
      localStorage.setItem(copyKey(this.id), JSON.stringify(copy));
    } catch (error) {
      console.error(error); // no room: the studio is the only place then
    }
  }

  private tell(state: SaveState): void {
    this.state = state;
    this.listeners.forEach((listener) => listener());
  }
}
