import { columnText } from "@safar/schemas";

/** Of a longer user agent the beginning tells enough: browsers' texts are shorter. */
export const LONGEST_USER_AGENT = 512;

/**
 * The kind of device that a user agent names, roughly: a tablet, a mobile, or else a desktop. An Android that is no
 * mobile is a tablet, as browsers' makers advise.
 *
 * It looks for words as browsers write them, without a regular expression: this is a stranger's text. ("ablet" is
 * Tablet and tablet.)
 */
export function deviceOf(userAgent: unknown): string {
  const text = columnText(userAgent, LONGEST_USER_AGENT);
  if (text === "") return "";
  const android = text.indexOf("Android");
  const isTablet =
    text.includes("iPad") || text.includes("ablet") || (android >= 0 && !text.includes("Mobile", android));
  if (isTablet) return "tablet";
  return MOBILE.some((word) => text.includes(word)) ? "mobile" : "desktop";
}

const MOBILE = ["Mobi", "iPhone", "iPod"];
