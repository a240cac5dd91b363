/** The studio's API, typed from its own description (`schema.d.ts`, made by `make types`). */
import createClient, { type Middleware } from "openapi-fetch";

import { ApiError, failureOf } from "./errors";
import type { components, paths } from "./schema";
import { accessToken, renewed } from "./session";

export type Schemas = components["schemas"];

const signedIn: Middleware = {
  async onRequest({ request }) {
    const token = await accessToken();
    if (token) request.headers.set("Authorization", `Bearer ${token}`);
    return request;
  },
};

async function send(request: Request): Promise<Response> {
  const again = request.clone(); // a body can be read once
  const answer = await reach(request);
  if (answer.status !== 401 || !request.headers.has("Authorization")) return answer;
  if (await isPassword(answer)) return answer;
  const token = await renewed(request.headers.get("Authorization")?.slice("Bearer ".length));
  if (!token) return answer;
  again.headers.set("Authorization", `Bearer ${token}`);
  return reach(again);
}

/** Whether a password was refused, and not the token. */
async function isPassword(answer: Response): Promise<boolean> {
  const told = (await answer.clone().json().catch(() => null)) as { code?: string } | null;
  return told?.code === "WRONG_CREDENTIALS";
}

/** `fetch`, whose failures to reach the studio are `ApiError`s as well. */
export async function reach(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new ApiError(0, "UNREACHABLE", "", {});
  }
}

export const api = createClient<paths>({ baseUrl: location.origin, fetch: send });
api.use(signedIn);

/** What the API answered under `data`; an `ApiError` for anything else. */
export async function told<T>(
  asked: Promise<{ data?: { data: T } | T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await asked;
  if (response.status === 204) return undefined as T; // done, and nothing to say
  if (error !== undefined || data === undefined) throw failureOf(response, error);
  const envelope = data as { success?: boolean; data?: T };
  return envelope.success === true && envelope.data !== undefined ? envelope.data : (data as T);
}
