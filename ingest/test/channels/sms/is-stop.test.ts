import { expect, it } from "vitest";
import { isStop } from "../../../src/channels/sms/is-stop.js";

it.each([
  "STOP",
  "stop",
  " Stop. ",
  "STOP please",
  "Unsubscribe me",
  "لغو",
  "لغو۱۱",
  "لغو ۱۱",
  "11",
  "۱۱",
  "«لغو»",
  "انصراف",
])("%s says no", (text) => expect(isStop(text)).toBe(true));

it.each([
  "",
  "Don't stop",
  "Thank you",
  "The end is near",
  "End of the week?",
  "سلام",
  "110",
  "1",
  "STOPPED",
])("%s does not say no", (text) => expect(isStop(text)).toBe(false));
