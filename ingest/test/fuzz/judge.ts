import { EVENT_PROBLEMS } from "@safar/schemas";
import { REQUEST_ERRORS } from "../../src/collect/errors.js";
import { COLLECTOR_CODES } from "../../src/event/validate/refusal.js";

export interface Answered {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | undefined;
  readonly body: string;
}

const EVENT_CODES = new Set([...Object.keys(EVENT_PROBLEMS), ...Object.keys(COLLECTOR_CODES)]);

/** What is wrong with an answer, or undefined: whatever was asked, it must be one that the README tells of. */
export function wrongWith({ status, contentType, retryAfter, body }: Answered): string | undefined {
  if (status === 204 || status === 304) return undefined;
  if (!contentType.startsWith("application/json"))
    return status === 200 ? undefined : `no JSON (${contentType})`;
  if (body === "") return undefined; // to HEAD
  let said: { success?: unknown; code?: unknown; accepted?: unknown; rejected?: { code: string }[] };
  try {
    said = JSON.parse(body);
  } catch {
    return "no JSON";
  }
  if (status === 200) {
    const wrong = said.rejected?.find(({ code }) => !EVENT_CODES.has(code));
    return wrong && `an event refused with ${wrong.code}`;
  }
  const known = REQUEST_ERRORS[said.code as keyof typeof REQUEST_ERRORS];
  if (known?.status !== status || said.success !== false) return `an answer that is not in the list`;
  if (status >= 500 && said.code !== "overloaded") return `a ${status}`;
  if ([429, 503].includes(status) && !/^[1-9]\d?\d?$/.test(retryAfter ?? ""))
    return `Retry-After ${retryAfter}`;
  return undefined;
}

/** The answers that came over a connection, one behind the other; undefined when they can't be told apart. */
export function readAnswers(text: string): Answered[] | undefined {
  const answers: Answered[] = [];
  let rest = text;
  while (rest !== "") {
    const end = rest.indexOf("\r\n\r\n");
    const [, status] = /^HTTP\/1\.[01] (\d{3}) /.exec(rest) ?? [];
    if (end < 0 || status === undefined) return undefined;
    const head = rest.slice(0, end);
    const header = (name: string) => new RegExp(`\r\n${name}: ([^\r]*)`, "i").exec(head)?.[1];
    rest = rest.slice(end + 4);
    if (status === "100") continue;
    const length = Number(header("content-length") ?? 0);
    // An answer to HEAD tells of a length that does not follow.
    const follows = rest.startsWith("HTTP/1.") ? 0 : length;
    if (rest.length < follows) return undefined;
    answers.push({
      status: Number(status),
      contentType: header("content-type") ?? "",
      retryAfter: header("retry-after"),
      body: Buffer.from(rest.slice(0, follows), "latin1").toString("utf8"),
    });
    rest = rest.slice(follows);
  }
  return answers;
}
