/** What the server answered to something that changes or computes: its body, or its code of what is wrong. */
export type Posted<Body> =
  | { readonly isDone: true; readonly body: Body }
  | { readonly isDone: false; readonly code: string; readonly body: Readonly<Record<string, unknown>> };

/** Asks the server to do something. What it says no to is an answer, not an error. */
export async function post<Body>(path: string, body: object, signal?: AbortSignal): Promise<Posted<Body>> {
  try {
    const response = await send(path, body, signal);
    const told = (response.status === 204 ? {} : await response.json()) as Record<string, unknown>;
    if (response.ok) return { isDone: true, body: told as Body };
    return { isDone: false, code: String(told.code ?? "unavailable"), body: told };
  } catch {
    return { isDone: false, code: signal?.aborted ? "stopped" : "offline", body: {} };
  }
}

/** The same, of an answer that comes line by line. @param onLine told each line as it comes */
export async function postForLines(
  path: string,
  body: object,
  onLine: (line: Readonly<Record<string, unknown>>) => void,
  signal: AbortSignal,
): Promise<Posted<undefined>> {
  try {
    const response = await send(path, body, signal);
    if (!response.ok || !response.body) {
      const told = (await response.json()) as Record<string, unknown>;
      return { isDone: false, code: String(told.code ?? "unavailable"), body: told };
    }
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const lines = (rest + next.value).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(JSON.parse(line) as Record<string, unknown>);
    }
    return { isDone: true, body: undefined };
  } catch {
    return { isDone: false, code: signal.aborted ? "stopped" : "offline", body: {} };
  }
}

/** The same, of an answer that is a file. */
export async function postForFile(path: string, body: object): Promise<Posted<Blob>> {
  try {
    const response = await send(path, body);
    if (response.ok) return { isDone: true, body: await response.blob() };
    const told = (await response.json()) as Record<string, unknown>;
    return { isDone: false, code: String(told.code ?? "unavailable"), body: told };
  } catch {
    return { isDone: false, code: "offline", body: {} };
  }
}

const send = (path: string, body: object, signal?: AbortSignal) =>
  fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
