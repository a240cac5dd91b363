/** Who is signed in, in this browser: the tokens, and nothing else about the person.
 *
 * Tabs share one session. A refresh token works once, so that one tab at a time renews, under a lock.
 */
import { useSyncExternalStore } from "react";

import { ApiError, failureOf } from "./errors";
import type { components } from "./schema";

type Tokens = components["schemas"]["Tokens"];
type Token = components["schemas"]["Token"];

export interface Session {
  access: string;
  /** Milliseconds since 1970. */
  until: number;
  /** Guests have none: their day ends with the token. */
  refresh?: string | undefined;
}

/** Whose sign-in has ended by itself. A guest's day is over for good. */
export type Ended = "guest" | "member";

const KEY = "fablewright.session";
const ENDED = "fablewright.ended";
const EARLY = 60_000; // milliseconds before its end that a token is renewed
const listeners = new Set<() => void>();

export function session(): Session | null {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "null") as Session | null;
  } catch {
    return null; // not ours, or storage is forbidden
  }
}

/** Set from the moment a sign-in has run out or was ended elsewhere until somebody decides how to go on. */
export function ended(): Ended | null {
  return session() ? null : (localStorage.getItem(ENDED) as Ended | null);
}

/** The id of whoever is signed in; it stays the same when a guest becomes a member. */
export function person(): string | null {
  const token = session()?.access ?? null;
  try {
    const claims = token?.split(".")[1]?.replace(/-/g, "+").replace(/_/g, "/");
    return claims ? (JSON.parse(atob(claims)) as { sub: string }).sub : token;
  } catch {
    return token; // one that tells nothing stands for itself
  }
}

export function signIn(told: Tokens | Token): void {
  keep({
    access: told.access_token,
    until: Date.now() + told.expires_in * 1000,
    refresh: "refresh_token" in told ? told.refresh_token : undefined,
  });
}

export function signOut(): void {
  keep(null);
}

/** A token to show now; null when nobody is signed in. */
export async function accessToken(): Promise<string | null> {
  const now = session();
  if (!now) return null;
  return now.until - EARLY > Date.now() ? now.access : renewed(now.access);
}

/** A token in place of `refused`, which is about to end or was not accepted; null when there is none,
 * and then nobody is signed in any more. */
export async function renewed(refused: string | undefined): Promise<string | null> {
  return locked(async () => {
    const now = session();
    if (now && now.access !== refused && now.until > Date.now()) return now.access; // another tab was first
    if (!now?.refresh) {
      if (now && now.until - Date.now() > 0 && now.until - Date.now() <= EARLY) return now.access;
      if (now) end(now);
      return null;
    }
    const answer = await post("/api/auth/refresh", { refresh_token: now.refresh });
    if (answer.ok) {
      signIn((await answer.json()) as Tokens);
      return session()?.access ?? null;
    }
    if (answer.status === 401) {
      end(now);
      return null;
    }
    throw failureOf(answer, await answer.json().catch(() => null));
  });
}

/** Sees to it that somebody is signed in: the owner at home, else a guest, without a question; but whose
 * sign-in has ended is asked first (`SIGNED_OUT`), so that nothing of theirs lands with a stranger. */
export async function ensureSession(): Promise<string> {
  const token = (await accessToken()) ?? (await home());
  if (token) return token;
  if (ended()) throw new ApiError(401, "SIGNED_OUT", "Your sign-in has ended.", {});
  return comeAsGuest();
}

/** A guest, with nothing but a day. */
export async function comeAsGuest(): Promise<string> {
  return locked(async () => {
    const now = session();
    if (now) return now.access;
    const answer = await post("/api/auth/guest");
    if (!answer.ok) throw failureOf(answer, await answer.json().catch(() => null));
    signIn((await answer.json()) as Token);
    return session()!.access;
  });
}

/** The owner's token when this page is looked at on the computer that runs the studio at home. */
export async function home(): Promise<string | null> {
  if (!["localhost", "127.0.0.1", "[::1]"].includes(location.hostname)) return null;
  return locked(async () => {
    const now = session();
    if (now) return now.access;
    const answer = await post("/api/auth/home");
    if (!answer.ok) return null; // a studio that is served, not one at home
    signIn((await answer.json()) as Tokens);
    return session()?.access ?? null;
  });
}

/** Whether somebody is signed in; follows other tabs. Still true while whoever was is asked to sign in again:
 * what they look at and what they type stays. */
export function useSignedIn(): boolean {
  return useSyncExternalStore(subscribe, () => session() !== null || ended() !== null);
}

export function useEnded(): Ended | null {
  return useSyncExternalStore(subscribe, ended);
}

export function usePerson(): string | null {
  return useSyncExternalStore(subscribe, person);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    removeEventListener("storage", listener);
  };
}

function end(was: Session): void {
  localStorage.setItem(ENDED, was.refresh ? "member" : "guest");
  keep(null, false);
}

function keep(now: Session | null, decided = true): void {
  if (decided) localStorage.removeItem(ENDED);
  if (now) localStorage.setItem(KEY, JSON.stringify(now));
  else localStorage.removeItem(KEY);
  listeners.forEach((tell) => tell());
}

function locked<T>(work: () => Promise<T>): Promise<T> {
  // Only a page on https or on this computer has locks; elsewhere tabs take their chances.
  return navigator.locks ? navigator.locks.request(KEY, work) as Promise<T> : work();
}

async function post(path: string, body?: object): Promise<Response> {
  return fetch(path, {
    method: "POST",
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body ? JSON.stringify(body) : null,
  });
}
