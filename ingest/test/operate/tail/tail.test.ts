import { describe, expect, it } from "vitest";
import { lineText } from "../../../src/operate/tail/line-text.js";
import { live, type TailLine } from "../../../src/operate/tail/live.js";
import { lineOf } from "../../../src/output/terminal/print.js";

const at = new Date(2025, 5, 1, 9, 5, 7).getTime();
const received = (accepted: object[], refused: object[] = []) =>
  ({
    source: "shop",
    receivedAt: at,
    accepted,
    fromBots: new Set(accepted.filter((event) => "bot" in event)),
    refused,
    removed: { neverStored: 0, cardNumbers: 0 },
  }) as never;
const textOf = (line: TailLine) => lineOf(lineText(line), false);
const track = (event: string, more: object = {}) => ({ type: "track", event, userId: "ann", ...more });

describe("a line", () => {
  it("tells when, where, what, whose, and of what", () => {
    const event = track("Order Completed", {
      anonymousId: "d1",
      properties: { order_id: "7", products: [1] },
    });
    expect(textOf({ kind: "event", at, source: "shop", event } as TailLine)).toBe(
      "09:05:07  shop  Order Completed  user ann, visitor d1  order_id=7 products=[1]",
    );
  });

  it("tells why an event was refused, and shows its text", () => {
    const line = {
      kind: "refused",
      at,
      source: "shop",
      code: "invalid_type",
      message: "Set it.",
      messageId: null,
    };
    expect(textOf({ ...line, body: '{"a":1}' } as TailLine)).toBe(
      '09:05:07 shop rejected: invalid_type  Set it.\n         {"a":1}',
    );
  });

  it.each([
    ["Order Complete", "did you mean Order Completed? No figure reads this name."],
    ["order completed", "did you mean Order Completed?"],
    ["Purchase", "did you mean Order Completed?"],
  ])("asks whether %s was meant to be a name that figures read", (name, says) => {
    const event = track(name);
    expect(textOf({ kind: "event", at, source: "shop", event } as TailLine)).toContain(says);
    const refused = {
      kind: "refused",
      at,
      source: "shop",
      code: "invalid_type",
      message: "Set it.",
    } as const;
    expect(textOf({ ...refused, messageId: null, body: JSON.stringify(event) })).toContain(says);
  });

  it.each(["Order Completed", "purchase", "Watered", "constructor"])("asks nothing about %s", (name) => {
    expect(textOf({ kind: "event", at, source: "shop", event: track(name) } as TailLine)).not.toContain(
      "did you mean",
    );
    const page = { type: "page", event: "Order Complete" };
    expect(textOf({ kind: "event", at, source: "shop", event: page } as TailLine)).not.toContain(
      "did you mean",
    );
  });

  it("says of an automated browser's event that no figure counts it", () => {
    const event = track("Order Completed");
    const line = { kind: "event", at, source: "shop", event } as TailLine;
    expect(textOf({ ...line, isFromBot: true } as TailLine)).toContain("from a bot, by its user agent");
    expect(textOf(line)).not.toContain("bot");
  });

  it("steers no terminal, whatever was sent", () => {
    const event = track("\u001b[2Jx\u202e", { userId: "a\nb", properties: { "\u0007": "\u001b]0;t\u0007" } });
    const text = textOf({ kind: "event", at, source: "shop", event } as TailLine);
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text).toContain("\\u001b[2Jx\\u202e");
  });

  it("is cut when it is long", () => {
    const event = track("x", { properties: { note: "y".repeat(5_000) } });
    expect(textOf({ kind: "event", at, source: "shop", event } as TailLine).length).toBeLessThan(200);
  });
});

describe("following", () => {
  const follow = (filter = {}, takes = () => true) => {
    const hub = live();
    const lines: TailLine[] = [];
    const leave = hub.follow(
      {
        write(line) {
          if (!takes()) return false;
          lines.push(JSON.parse(line));
          return true;
        },
      },
      filter,
    );
    return { hub, lines, leave };
  };

  it.each([
    [{ source: "other" }, 0],
    [{ source: "shop" }, 3],
    [{ event: "Cart Viewed" }, 1],
    [{ event: "page" }, 1],
    [{ event: "Home" }, 1],
    [{ user: "ann" }, 2],
    [{ user: "visitor-1" }, 1],
    [{ user: "ann", event: "Cart Viewed" }, 1],
  ])("%j lets %i through", (filter, count) => {
    const { hub, lines } = follow(filter);
    hub.received(
      received([track("Cart Viewed"), track("x"), { type: "page", name: "Home", anonymousId: "visitor-1" }]),
    );
    expect(lines).toHaveLength(count);
  });

  it("counts what a slow follower misses, and says so when it can", () => {
    let takes = true;
    const { hub, lines } = follow({}, () => takes);
    hub.received(received([track("a")]));
    takes = false;
    hub.received(received([track("b"), track("c")]));
    takes = true;
    hub.received(received([track("d")]));
    expect(lines.map((line) => (line.kind === "event" ? line.event.event : line))).toEqual([
      "a",
      { kind: "missed", count: 2 },
      "d",
    ]);
  });

  it("tells which events came from bots", () => {
    const { hub, lines } = follow();
    hub.received(received([track("a", { bot: true }), track("b")]));
    expect(lines.map((line) => line.kind === "event" && line.isFromBot)).toEqual([true, undefined]);
  });

  it("ends for whoever leaves", () => {
    const { hub, lines, leave } = follow();
    leave();
    hub.received(received([track("a")]));
    expect(lines).toEqual([]);
  });
});
