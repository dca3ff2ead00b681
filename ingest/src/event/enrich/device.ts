import { columnText } from "@safar/schemas";

/** Longer user agents are cut: browsers' own are shorter. */
export const LONGEST_USER_AGENT = 512;

/**
 * A rough guess of the device from the user agent: tablet, mobile, or else desktop. Android without "Mobile" is a
 * tablet, as browser vendors advise.
 *
 * It searches for plain words instead of a regular expression, because the text is untrusted. ("ablet" matches Tablet
 * and tablet.)
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
