import type { ProviderAnswer } from "../call-provider.js";
import type { Outcome } from "../channel.js";
import { retryAfterMs } from "../retry-after.js";
import type { SmsProvider } from "./provider.js";

/** How long nobody tries again after the log-in failed: it fails for all messages until somebody mends the settings. */
const AFTER_LOGIN_MS = 60_000;
const LONGEST_REASON = 300;

/**
 * What an answer says of a message. A provider that fails (5xx), or whose answer can't be read, may have sent it: nobody
 * knows.
 */
export function readAnswer(
  { answer = {} }: SmsProvider,
  { status, retryAfter, text }: ProviderAnswer,
): Outcome {
  const told = parse(text);
  const code = answer.code === undefined ? "" : textAt(told, answer.code);
  const words = answer.reason === undefined ? "" : textAt(told, answer.reason);
  const reason = oneLine([`it answered ${status}`, code, words].filter(Boolean).join(": "));
  if (answer.dead?.includes(code)) return { is: "rejected", reason, isAddressDead: true };
  if (answer.retry?.includes(code)) return { is: "retryable", reason, afterMs: AFTER_LOGIN_MS };
  if (status >= 200 && status < 300) {
    if (answer.ok !== undefined && !answer.ok.includes(code))
      return code === "" ? { is: "in-doubt", reason } : { is: "rejected", reason };
    const providerId = answer.id === undefined ? "" : textAt(told, answer.id);
    const cost = answer.cost === undefined ? "" : textAt(told, answer.cost);
    return {
      is: "sent",
      ...(providerId === "" ? {} : { providerId }),
      ...(answer.currency === undefined || !/^\d+(\.\d+)?$/.test(cost)
        ? {}
        : { cost: { amount: Number(cost), currency: answer.currency } }),
    };
  }
  if (status === 401 || status === 403) return { is: "retryable", reason, afterMs: AFTER_LOGIN_MS };
  if (status === 429) {
    const afterMs = retryAfterMs(retryAfter);
    return { is: "retryable", reason, ...(afterMs === undefined ? {} : { afterMs }) };
  }
  return status >= 500 || status === 408 ? { is: "in-doubt", reason } : { is: "rejected", reason };
}

/** The text or number at a path, by own fields alone; "" when there is none. */
export function textAt(value: unknown, path: string): string {
  let here = value;
  for (const name of path.split(".")) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, name)) return "";
    here = (here as Record<string, unknown>)[name];
  }
  return typeof here === "string" || typeof here === "number" ? String(here).slice(0, LONGEST_REASON) : "";
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}

function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .slice(0, LONGEST_REASON);
}
