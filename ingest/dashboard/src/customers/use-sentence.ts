import type { CustomerMoment } from "@safar/schemas/dashboard";
import { say } from "../words/say.js";
import { useCustomerWords } from "./use-words.js";

/** Says what happened at a moment of a customer's time line. */
export function useSentence(): (moment: CustomerMoment) => string {
  const said = useCustomerWords();
  const wordOf = (words: Readonly<Record<string, string>>, key: string) => words[key] ?? key;
  return ({ kind, name, by, status, why }) => {
    const journey = `\u2068${name}\u2069`;
    if (kind === "entered") return say(by === "control" ? said.enteredControl : said.entered, { journey });
    if (kind === "left") return say(said.left, { journey, why: wordOf(said.leftWhy, why) });
    if (kind !== "message") return wordOf(said.calls, name);
    const stands = wordOf(said.messageStatus, status);
    const parts = [wordOf(said.channels, by), why && wordOf(said.whyNot, why)].filter(Boolean);
    return say(said.message, { journey, status: [stands, ...parts].join(" · ") });
  };
}
