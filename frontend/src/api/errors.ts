/** What went wrong at the studio: its stable code, and its sentence for people.
 *
 * `status` is 0 where nobody answered.
 */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly data: Record<string, unknown>,
    /** Seconds after which it is worth another try, where the studio says so. */
    readonly retryAfter?: number,
  ) {
    super(message);
    this.name = "ApiError";
  }

  /** The sentence for each field that did not fit, by its name in the API. */
  get fields(): Record<string, string> {
    const list = Array.isArray(this.data["fields"]) ? this.data["fields"] : [];
    const found = list.map((one: { field: string; message: string }) => [one.field, one.message]);
    if (typeof this.data["field"] === "string") found.push([this.data["field"], this.message]);
    return Object.fromEntries(found);
  }
}

export function failureOf(response: Response, body: unknown): ApiError {
  const told = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const after = Number(response.headers.get("Retry-After"));
  return new ApiError(
    response.status,
    typeof told["code"] === "string" ? told["code"] : "UNKNOWN",
    typeof told["message"] === "string" ? told["message"] : "",
    (told["data"] ?? {}) as Record<string, unknown>,
    Number.isFinite(after) && after > 0 ? after : undefined,
  );
}
