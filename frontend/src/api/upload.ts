/** Files on their way to the studio, with word of how far they are (`fetch` tells nothing of that). */
import { ApiError, failureOf } from "./errors";
import { accessToken, renewed } from "./session";

/** Sends the file as it is. `progress` hears percents. Answers what stands under `data`. */
export async function upload<T>(
  path: string,
  file: Blob,
  progress: (percent: number) => void,
): Promise<T> {
  const token = await accessToken();
  const first = await send(path, file, token, progress);
  if (first.status !== 401 || !token) return read<T>(first);
  return read<T>(await send(path, file, await renewed(token), progress));
}

function send(
  path: string,
  file: Blob,
  token: string | null,
  progress: (percent: number) => void,
): Promise<XMLHttpRequest> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.setRequestHeader("Content-Type", file.type);
    if (token) request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.upload.onprogress = ({ loaded, total }) => progress(Math.round((100 * loaded) / total));
    request.onload = () => resolve(request);
    request.onerror = () => reject(new ApiError(0, "UNREACHABLE", "", {}));
    request.send(file);
  });
}

function read<T>(answer: XMLHttpRequest): T {
  let body: unknown = null;
  try {
    body = JSON.parse(answer.responseText);
  } catch {
    // an answer that is not the studio's
  }
  if (answer.status >= 200 && answer.status < 300) return (body as { data: T }).data;
  const after = answer.getResponseHeader("Retry-After");
  const headers = after ? { "Retry-After": after } : undefined;
  throw failureOf(new Response(null, { status: answer.status, ...(headers && { headers }) }), body);
}
