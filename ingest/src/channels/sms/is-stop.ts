import { plainText } from "@safar/schemas";

/** Replies that say no, whole: those of carriers in English, and of Iran, where "لغو۱۱" asks to reply 11. */
const WHOLE = new Set([
  ...["STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT", "OPT OUT", "REVOKE"],
  ...["لغو", "لغو11", "لغو 11", "11", "انصراف", "نمیخواهم", "نمی خواهم"],
]);
/** Words that say no also where more follows. */
const FIRST = new Set(["STOP", "UNSUBSCRIBE", "لغو", "لغو11", "انصراف"]);
const LONGEST = 200;

/** Whether a reply to an SMS says that its sender wants no more of them. */
export function isStop(text: string): boolean {
  const words = plainText(text.slice(0, LONGEST))
    .replaceAll(/[\p{P}\p{S}\u200c\s]+/gu, " ")
    .trim()
    .toUpperCase();
  return WHOLE.has(words) || FIRST.has(words.split(" ")[0]!);
}
