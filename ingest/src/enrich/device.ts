import { columnText } from "@safar/schemas";

/** Of a longer user agent the beginning tells enough: browsers' texts are shorter. */
export const LONGEST_USER_AGENT = 512;

/**
 * The kind of device that a user agent names, roughly: a tablet, a mobile, or else a desktop. An Android that is no
 * mobile is a tablet, as browsers' makers advise.
 *
 * It looks for words, without a regular expression: this is a stranger's text.
 */
export function deviceOf(userAgent: unknown): string {
  const text = columnText(userAgent, LONGEST_USER_AGENT).toLowerCase();
  if (text === "") return "";
  const android = text.indexOf("android");
  const isTablet =
    text.includes("ipad") || text.includes("tablet") || (android >= 0 && !text.includes("mobile", android));
  if (isTablet) return "tablet";
  return ["mobi", "iphone", "ipod"].some((word) => text.includes(word)) ? "mobile" : "desktop";
}
