import { expect, it } from "vitest";
import { messageReason } from "../../../src/journeys/journal/message-words.js";
import type { JournalMessage } from "../../../src/journeys/journal/read-messages.js";

const reasonOf = (message: Partial<JournalMessage>) => messageReason(message as JournalMessage);

it("a webhook that was called and then overtaken by the goal is not told as one that was not sent", () => {
  const state = { attempts: 1, reason: "it answered 500" };
  expect(reasonOf({ status: "in-doubt", why: "goal", state })).toMatch(
    /^An earlier call may have brought it \(it answered 500\); it is not called again: /,
  );
  expect(reasonOf({ status: "not-sent", why: "goal", state })).not.toContain("earlier call");
  expect(reasonOf({ status: "in-doubt", why: "", state })).toBe("it answered 500");
});
