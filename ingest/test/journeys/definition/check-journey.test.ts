import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkJourney } from "../../../src/journeys/definition/check-journey.js";
import { PROBLEM_CODES, placeOf } from "../../../src/journeys/definition/problem.js";
import { cart, type Written } from "./cart.js";

type Change = (definition: Written) => void;

/** A change to a whole definition, and the problem that it makes: code, place, and what the sentence says to do. */
/** A webhook that goes to a private network. */
function goesTo(host: string): [Change, string, string, RegExp] {
  const change: Change = (d) => {
    d.nodes.crm.url = `https://${host}/`;
  };
  return [change, "bad_url", "nodes.crm.url", /private network/];
}

const CHANGES: Record<string, [Change, code: string, place: string, says: RegExp]> = {
  "a field is missing": [
    (d) => delete d.nodes.mail.next,
    "unfit",
    "nodes.mail",
    /"next" is missing.*A node's name, or "end"/,
  ],
  "a field is mistyped": [
    (d) => {
      d.nodes.mail.channles = [];
    },
    "unfit",
    "nodes.mail.channles",
    /not known here\. Known here: type, channels/,
  ],
  "a word is none of the choice": [
    (d) => {
      d.nodes.mail.channels = ["fax"];
    },
    "unfit",
    "nodes.mail.channels[0]",
    /"fax" does not fit\. Use "email", "sms", "push"/,
  ],
  "a duration is unreadable": [
    (d) => {
      d.nodes.rest.for = "one hour";
    },
    "unfit",
    "nodes.rest.for",
    /"one hour" does not fit.*such as "1 hour"/,
  ],
  "a type of node is unknown": [
    (d) => {
      d.nodes.mark.type = "tag";
    },
    "unfit",
    "nodes.mark",
    /"tag" is not a type of node\. Types are send,/,
  ],
  "the type of a node is a word of every object": [
    (d) => {
      d.nodes.mark.type = "constructor";
    },
    "unfit",
    "nodes.mark",
    /not a type of node/,
  ],
  "a name is none": [
    (d) => {
      d.nodes["No Name"] = d.nodes.mark;
    },
    "unfit",
    "nodes.No Name",
    /lower-case letters/,
  ],
  "a node is called end": [
    (d) => {
      d.nodes.end = d.nodes.mark;
    },
    "unfit",
    "nodes.end",
    /Choose another/,
  ],
  "a node leads nowhere": [
    (d) => {
      d.nodes.lot.ways.b.next = "gone";
    },
    "unknown_node",
    "nodes.lot.ways.b.next",
    /no node "gone"/,
  ],
  "a node leads to what every object has": [
    (d) => {
      d.nodes.mail.next = "constructor";
    },
    "unknown_node",
    "nodes.mail.next",
    /no node "constructor"/,
  ],
  "the start is not there": [
    (d) => {
      d.start = "gone";
    },
    "unknown_node",
    "start",
    /no node "gone"/,
  ],
  "ways make a circle": [
    (d) => {
      d.nodes.mark.next = "wait";
    },
    "circle",
    "nodes.mark",
    /wait → .*mark → wait/,
  ],
  "a node leads to itself": [
    (d) => {
      d.nodes.mark.next = "mark";
    },
    "circle",
    "nodes.mark",
    /mark → mark/,
  ],
  "no way leads to a node": [
    (d) => {
      d.nodes.lonely = { type: "track", event: "x", next: "end" };
    },
    "unreachable_node",
    "nodes.lonely",
    /delete it/,
  ],
  "a value is compared in two ways": [
    (d) => {
      d.entry.where[0].below = 20;
    },
    "comparison",
    "entry.where[0]",
    /above and below are given/,
  ],
  "a value is not compared": [
    (d) => {
      d.nodes.who.condition.any[0] = { trait: "plan" };
    },
    "comparison",
    "nodes.who.condition.any[0]",
    /none is given/,
  ],
  "a condition is none": [
    (d) => {
      d.nodes.who.condition.any[1].not = { had: "x" };
    },
    "unfit",
    "nodes.who.condition.any[1].not",
    /one of the fields all, any, not/,
  ],
  "conditions stand in one another too often": [
    (d) => {
      for (let depth = 0; depth < 12; depth++) d.nodes.who.condition = { not: d.nodes.who.condition };
    },
    "too_deep",
    `nodes.who.condition${".not".repeat(9)}`,
    /up to 8 deep/,
  ],
  "a number is asked for that none is": [
    (d) => {
      d.nodes.who.condition = { did: "x", atLeast: 3, atMost: 2 };
    },
    "counts",
    "nodes.who.condition",
    /Swap/,
  ],
  "a delay has no time": [
    (d) => {
      d.nodes.rest = { type: "delay", next: "who" };
    },
    "no_time",
    "nodes.rest",
    /Add "for"/,
  ],
  "a usual hour has no other": [
    (d) => delete d.nodes.rest.until.orAt,
    "no_fallback",
    "nodes.rest.until",
    /Add "orAt"/,
  ],
  "shares do not make a hundred": [
    (d) => {
      d.nodes.lot.ways.a.share = 50;
    },
    "shares",
    "nodes.lot.ways",
    /make 90/,
  ],
  "a mail has no subject": [
    (d) => delete d.nodes.mail.message.en.subject,
    "no_subject",
    "nodes.mail.message.en",
    /Add a "subject"/,
  ],
  "a link that only a notification has stands in an e-mail": [
    (d) => {
      d.nodes.mail.channels = ["email"];
      d.nodes.mail.message.en.link = "https://shop.example/cart";
    },
    "no_push",
    "nodes.mail.message.en.link",
    /Add "push" to the channels/,
  ],
  "an address is no https": [
    (d) => {
      d.nodes.crm.url = "http://crm.shop.example/";
    },
    "unfit",
    "nodes.crm.url",
    /https/,
  ],
  "an address is none": [
    (d) => {
      d.nodes.crm.url = "https://[crm/";
    },
    "bad_url",
    "nodes.crm.url",
    /no address/,
  ],
  "an address is this machine": goesTo("127.0.0.1"),
  "an address is a cloud's metadata": goesTo("[::ffff:169.254.169.254]"),
  "an address is in a network of one's own": goesTo("10.0.0.1:8443"),
  "an entry is none": [
    (d) => {
      d.entry = {};
    },
    "unfit",
    "entry",
    /one of the fields event, calendar, segment/,
  ],
  "a month has a weekday": [
    (d) => {
      d.entry = { calendar: { every: "month", on: "monday", at: "10:00" }, segment: "rfm" };
    },
    "schedule",
    "entry.calendar.on",
    /day from 1 to 28/,
  ],
  "quiet hours are empty": [
    (d) => {
      d.quiet = { from: "09:00", until: "09:00" };
    },
    "quiet_hours",
    "quiet",
    /false for none/,
  ],
};

describe("a definition", () => {
  it("with every type of node holds", () => {
    expect(checkJourney(cart())).toEqual({ definition: cart(), problems: [] });
  });

  it.each(Object.entries(CHANGES))("does not hold when %s", (_, [change, code, place, says]) => {
    const definition = cart();
    change(definition);
    const { problems } = checkJourney(definition);
    const found = problems.find((problem) => problem.code === code && placeOf(problem.path) === place);
    expect(found?.message, JSON.stringify(problems)).toMatch(says);
  });

  it("tells each problem once, also of several", () => {
    const definition: Written = cart();
    definition.nodes.mail.next = "gone";
    definition.nodes.rest.next = "away";
    definition.quiet = { from: "09:00", until: "09:00" };
    expect(checkJourney(definition).problems.map(({ path }) => placeOf(path))).toEqual([
      "quiet",
      "nodes.rest.next",
      "nodes.mail.next",
    ]);
  });

  it("may be any JSON at all: it is judged, and nothing is thrown (seed 22)", () => {
    const anywhere = fc.constantFrom(
      ...["name", "entry", "goal", "nodes", "start", "quiet", "caps", "control"],
      ...[
        "nodes.mail",
        "nodes.who",
        "nodes.who.condition",
        "nodes.lot.ways",
        "nodes.mail.message",
        "entry.where",
      ],
    );
    fc.assert(
      fc.property(anywhere, fc.jsonValue({ maxDepth: 4 }), (place, value) => {
        const definition: Written = cart();
        const names = place.split(".");
        const last = names.pop()!;
        names.reduce((here, name) => here[name], definition)[last] = value;
        for (const { code, message } of checkJourney(definition).problems) {
          expect(PROBLEM_CODES).toHaveProperty(code);
          expect(message).toMatch(/\.$/);
        }
        checkJourney(value);
      }),
      { seed: 22, numRuns: 2_000 },
    );
  });
});
