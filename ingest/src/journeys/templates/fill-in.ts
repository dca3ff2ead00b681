import type { JourneyMessage } from "@safar/schemas";
import { LiquidError } from "liquidjs";
import { MissingValueError, templateEngine } from "./template-engine.js";

/** What a message may show. */
export interface MessageData {
  /** The person's traits. */
  readonly profile: Readonly<Record<string, unknown>>;
  /** The properties of the event that began the run. */
  readonly event: Readonly<Record<string, unknown>>;
  /** What the shop says of itself, such as its name and address. */
  readonly shop: Readonly<Record<string, unknown>>;
}

/** The names of {@link MessageData}. */
export const DATA_NAMES = ["profile", "event", "shop"] as const;

export type MessageField = keyof JourneyMessage;

/** A message that was filled in; or the field that stops it, and why. */
export type FilledIn =
  | { readonly message: JourneyMessage; readonly stopped?: never }
  | { readonly message?: never; readonly stopped: StoppedMessage };

export interface StoppedMessage {
  readonly field: MessageField;
  /** `missing`: a value was not told and has no default. `failed`: the template can't be filled in at all. */
  readonly why: "missing" | "failed";
  readonly reason: string;
}

const LONGEST = 200_000;

/** Fills in a message. Never throws for what stands in a template or in the data. */
export function fillIn(written: JourneyMessage, language: string, data: MessageData): FilledIn {
  const filled: Partial<Record<MessageField, string>> = {};
  for (const [field, template] of Object.entries(written) as [MessageField, string][]) {
    try {
      const text: string = templateEngine(language, field === "html").parseAndRenderSync(template, {
        ...data,
      });
      if (text.length > LONGEST) throw new RangeError(`it is longer than ${LONGEST} characters`);
      filled[field] = field === "subject" ? oneLine(text) : text;
    } catch (error) {
      return { stopped: { field, why: whyOf(error), reason: reasonOf(error) } };
    }
  }
  return { message: filled as unknown as JourneyMessage };
}

/** The reason as a sentence has it, without the place that Liquid adds in lines of its own. */
export function reasonOf(error: unknown): string {
  return (error as Error).message.split("\n")[0]!;
}

function whyOf(error: unknown): StoppedMessage["why"] {
  const cause = LiquidError.is(error) ? (error as { originalError?: unknown }).originalError : error;
  const isMissing = cause instanceof MissingValueError || (error as Error).name === "UndefinedVariableError";
  return isMissing ? "missing" : "failed";
}

/** A subject is one line, whatever a value has in it: a line break would begin another header of the e-mail. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
}
