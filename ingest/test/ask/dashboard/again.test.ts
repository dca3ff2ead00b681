import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { laterWhenSeen, waitBeforeAgain, waitBeforeRound } from "../../../dashboard/src/again.js";

describe("the page asks again by itself", () => {
  it.each(["too_busy", "unavailable", "offline"])("after %s, with waits that grow to a minute", (code) => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 100].map((failures) => waitBeforeAgain(code, failures));
    expect(waits).toEqual([2_000, 5_000, 10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
  });

  it.each(["too_slow", "too_large", "bad_question", "schema_missing", "refused", "signed_out", "stopped"])(
    "not after %s, which would be the same again",
    (code) => expect(waitBeforeAgain(code, 1)).toBeUndefined(),
  );

  it("for everything a minute after it did so last, and works for a tenth of the time at most", () => {
    expect(waitBeforeRound(1_000, 2_000)).toBe(59_000);
    expect(waitBeforeRound(1_000, 7_000)).toBe(54_000);
    expect(waitBeforeRound(0, 20_000)).toBe(180_000);
  });
});

describe("what waits until the page is seen", () => {
  const page = Object.assign(new EventTarget(), { hidden: false });
  const show = (isSeen: boolean) => {
    page.hidden = !isSeen;
    page.dispatchEvent(new Event("visibilitychange"));
  };
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("document", page);
    show(true);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("is done after its time, once", () => {
    const act = vi.fn();
    laterWhenSeen(1_000, act);
    vi.advanceTimersByTime(999);
    expect(act).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    show(false);
    show(true);
    expect(act).toHaveBeenCalledOnce();
  });

  it("is done when a hidden page is seen again, and not before its time", () => {
    const act = vi.fn();
    show(false);
    laterWhenSeen(1_000, act);
    show(true);
    show(false);
    vi.advanceTimersByTime(60_000);
    expect(act).not.toHaveBeenCalled();
    show(true);
    expect(act).toHaveBeenCalledOnce();
  });

  it("is stopped while it waits for its time, and while it waits to be seen", () => {
    const act = vi.fn();
    laterWhenSeen(1_000, act)();
    vi.advanceTimersByTime(60_000);
    show(false);
    const stop = laterWhenSeen(1_000, act);
    vi.advanceTimersByTime(60_000);
    stop();
    show(true);
    expect(act).not.toHaveBeenCalled();
  });
});
