/** Saves an answer of the studio as a file, straight to the disk where the browser can: it may be larger
 * than the memory. */
import { ApiError, failureOf } from "../../api/errors";
import { accessToken } from "../../api/session";
import { reach } from "../../api/client";

interface Picker {
  showSaveFilePicker?: (options: object) => Promise<FileSystemFileHandle>;
}

/** Asks `path` and keeps what comes. `got` is told how many bytes have come.
 *
 * False when the person chose no place for it. Throws an `ApiError`; its code is `BROKEN_OFF` when the
 * answer ended early.
 */
export async function save(
  path: string,
  name: string,
  signal: AbortSignal,
  got: (bytes: number) => void,
): Promise<boolean> {
  const place = await chosen(name); // first: browsers ask only right after a press
  if (place === null) return false;
  const answer = await asked(path, signal);
  const count = counting(got);
  try {
    const body = answer.body!.pipeThrough(count, { signal });
    if (place) await body.pipeTo(await place.createWritable(), { signal });
    else download(await new Response(body).blob(), name);
  } catch {
    if (signal.aborted) return false;
    throw new ApiError(0, "BROKEN_OFF", "", {});
  }
  return true;
}

async function chosen(name: string): Promise<FileSystemFileHandle | null | undefined> {
  const { showSaveFilePicker } = window as Picker;
  if (!showSaveFilePicker) return undefined;
  const types = [{ accept: { "application/zip": [".zip"] } }];
  try {
    return await showSaveFilePicker({ suggestedName: name, types });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return null;
    return undefined; // not here, such as in a frame: as other browsers do it
  }
}

async function asked(path: string, signal: AbortSignal): Promise<Response> {
  const token = await accessToken();
  const headers = token ? { Authorization: `Bearer ${token}` } : undefined;
  const answer = await reach(new Request(path, { headers, signal }));
  if (!answer.ok || !answer.body) throw failureOf(answer, await answer.json().catch(() => null));
  return answer;
}

function counting(got: (bytes: number) => void): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let bytes = 0;
  return new TransformStream({
    transform(piece, to) {
      got((bytes += piece.byteLength));
      to.enqueue(piece);
    },
  });
}

function download(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
