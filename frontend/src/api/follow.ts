/** Server-sent events over `fetch`, which can carry a token (an EventSource cannot). */
import { createParser, type EventSourceMessage } from "eventsource-parser";

import { reach } from "./client";
import { ApiError, failureOf } from "./errors";
import { accessToken, renewed, session } from "./session";

const FIRST_PAUSE = 500; // milliseconds, doubled up to the longest
const LONGEST_PAUSE = 15_000;
const SILENCE = 45_000; // the studio sends a comment well before that

/** The events of one answer, until it ends. `opened` is told once there is one. Throws an `ApiError` when
 * it is none. */
export async function* events(
  request: Request,
  opened: () => void = () => undefined,
): AsyncGenerator<EventSourceMessage> {
  const token = await accessToken();
  request.headers.set("Accept", "text/event-stream");
  if (token) request.headers.set("Authorization", `Bearer ${token}`);
  const answer = await reach(request);
  if (!answer.ok || !answer.body) {
    if (answer.status === 401 && token) await renewed(token); // for the next try
    throw failureOf(answer, await answer.json().catch(() => null));
  }
  opened();
  const waiting: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => waiting.push(event) });
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { value, done } = await inTime(reader.read());
      if (done) return;
      parser.feed(value);
      yield* waiting.splice(0);
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

/** Follows `path` for as long as `signal` allows, through lost networks, sleep and restarts: after each
 * break it goes on behind the last event that was heard. `hear` is told each event once, in order;
 * `connected` whether the line stands.
 *
 * Ends by itself when the studio says that there is nothing to follow (404, 403), or when nobody is signed
 * in any more.
 */
export async function follow(
  path: string,
  signal: AbortSignal,
  hear: (data: string, id: string) => void,
  connected: (is: boolean) => void = () => undefined,
): Promise<void> {
  let last = "";
  let pause = FIRST_PAUSE;
  while (!signal.aborted) {
    try {
      const headers = last ? { "Last-Event-ID": last } : undefined;
      for await (const event of events(new Request(path, { headers, signal }), () => connected(true))) {
        pause = FIRST_PAUSE;
        if (event.id) last = event.id;
        hear(event.data, event.id ?? "");
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiError && [403, 404, 410].includes(error.status)) return;
      if (error instanceof ApiError && error.status === 401 && !session()) return;
      if (error instanceof ApiError && error.retryAfter) pause = error.retryAfter * 1000;
    }
    connected(false);
    await sleep(pause * (0.75 + Math.random() / 2), signal);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
}

function inTime<T>(work: Promise<T>): Promise<T> {
  let timer = 0;
  const late = new Promise<never>((_, reject) => {
    timer = window.setTimeout(() => reject(new ApiError(0, "UNREACHABLE", "", {})), SILENCE);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Waits, but not for a computer that has woken up or a network that has come back. */
function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", seen);
      signal.removeEventListener("abort", wake);
      resolve();
    };
    const seen = () => document.visibilityState === "visible" && wake();
    const timer = window.setTimeout(wake, milliseconds);
    addEventListener("online", wake);
    document.addEventListener("visibilitychange", seen);
    signal.addEventListener("abort", wake);
  });
}
