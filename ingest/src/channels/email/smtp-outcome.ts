import type { Outcome } from "../channel.js";

/** What nodemailer tells of a failure. */
export interface SmtpFailure {
  readonly message: string;
  /** EAUTH, ECONNECTION, ETIMEDOUT, … */
  readonly code?: string | undefined;
  /** The SMTP command that was answered: `RCPT TO`, `DATA`, … */
  readonly command?: string | undefined;
  readonly response?: string | undefined;
  readonly responseCode?: number | undefined;
}

/** Enhanced status codes (RFC 3463) that say that nothing will ever arrive at an address. */
const DEAD = new Set(["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"]);

/** Answers to RCPT TO without an enhanced code that say so (RFC 5321, 4.2.3): no such mailbox, not here, not allowed. */
const DEAD_AT_RCPT = new Set([550, 551, 553]);

/** How long nobody tries again after the log-in failed: it fails for all messages until somebody mends the settings. */
const AFTER_LOGIN_MS = 60_000;

/**
 * What a failure to hand an e-mail over means.
 *
 * An answer is the server's word: 4xx later, 5xx never. Without an answer it counts how far we came: the server takes an
 * e-mail with the dot that ends it (RFC 5321, 4.1.1.4), so before that it certainly did not, and after it nobody knows.
 *
 * @param wasWhole whether all of the e-mail, with the dot, may have been sent
 */
export function smtpOutcome(failure: SmtpFailure, wasWhole: boolean): Outcome {
  const { code, command, responseCode = 0 } = failure;
  const reason = reasonOf(failure);
  if (code === "EAUTH") return { is: "retryable", reason, afterMs: AFTER_LOGIN_MS };
  if (responseCode >= 500 && command !== undefined && ABOUT_MESSAGE.test(command))
    return isDead(failure) ? { is: "rejected", reason, isAddressDead: true } : { is: "rejected", reason };
  // 421 says that the server closes the connection: it may come in place of an answer to the whole e-mail.
  if (responseCode >= 400 && responseCode < 500 && (responseCode !== 421 || !wasWhole))
    return { is: "retryable", reason };
  if (code === "EENVELOPE" && responseCode === 0) return { is: "rejected", reason };
  if (code === "EMESSAGE" && responseCode === 0 && !wasWhole) return { is: "rejected", reason };
  return wasWhole ? { is: "in-doubt", reason } : { is: "retryable", reason };
}

/** Commands whose answer is about this e-mail, and not about the connection or the log-in. */
const ABOUT_MESSAGE = /^(MAIL FROM|RCPT TO|DATA)$/;

function isDead({ command, response = "", responseCode = 0 }: SmtpFailure): boolean {
  const enhanced = enhancedCode(response);
  if (enhanced !== undefined) return DEAD.has(enhanced) && command !== "MAIL FROM";
  return command === "RCPT TO" && DEAD_AT_RCPT.has(responseCode);
}

/** `5.1.1` of `550 5.1.1 User unknown` or `550-5.1.1 …`. */
export function enhancedCode(response: string): string | undefined {
  return /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
}

/** Whether an enhanced status code says that an address is dead; see RFC 3463. */
export function isDeadAddressCode(code: string): boolean {
  return DEAD.has(code);
}

const LONGEST_REASON = 300;

function reasonOf({ response, message, code }: SmtpFailure): string {
  const text = response || message || code || "it failed";
  return text
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .slice(0, LONGEST_REASON);
}
