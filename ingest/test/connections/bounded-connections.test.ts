import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { expect, it } from "vitest";
import { boundConnections } from "../../src/connections/bounded-connections.js";
import { limitedSender } from "../../src/connections/limited-sender.js";

/** A connection as far as it is counted. */
class Connection extends EventEmitter {
  ended = false;
  constructor(readonly remoteAddress?: string) {
    super();
  }
  destroy() {
    this.ended = true;
    this.emit("close");
  }
}

function bounded(most: number, mostOfSender = Number.POSITIVE_INFINITY) {
  const connections = boundConnections({
    most,
    mostOfSender,
    senderOf: ({ remoteAddress }) => remoteAddress,
  });
  const as = (connection: Connection) => connection as unknown as Socket;
  return {
    open(address?: string) {
      const connection = new Connection(address);
      connections.add(as(connection));
      return connection;
    },
    touch: (one: Connection) => connections.touch(as(one)),
    keep: (one: Connection) => connections.keep(as(one)),
    release: (one: Connection) => connections.release(as(one)),
  };
}
const ended = (...connections: Connection[]) => connections.map((one) => one.ended);

it("ends the one that has been quiet for longest for a new one", () => {
  const { open, touch } = bounded(3);
  const [a, b, c] = [open(), open(), open()];
  touch(a);
  const d = open();
  expect(ended(a, b, c, d)).toEqual([false, true, false, false]);
  const e = open();
  expect(ended(a, b, c, d, e)).toEqual([false, true, true, false, false]);
});

it("ends none whose answer is under way, but the new one when there is no other", () => {
  const { open, keep, release } = bounded(2);
  const [a, b] = [open(), open()];
  keep(a);
  keep(a);
  keep(b);
  const c = open();
  release(a);
  const d = open();
  expect(ended(a, b, c, d)).toEqual([false, false, true, true]);
  release(a);
  const e = open();
  expect(ended(a, b, e)).toEqual([true, false, false]);
});

it("ends a sender's own connections where they are too many, and nobody else's", () => {
  const { open } = bounded(10, 2);
  const other = open("198.51.100.9");
  const [a, b, c] = [open("203.0.113.1"), open("203.0.113.1"), open("203.0.113.1")];
  const free = [open(), open(), open()];
  expect(ended(other, a, b, c, ...free)).toEqual([false, true, false, false, false, false, false]);
});

it("counts one that closed no longer", () => {
  const { open } = bounded(2, 1);
  for (let n = 0; n < 5; n++) open("203.0.113.1").destroy();
  const [a, b] = [open("203.0.113.1"), open("203.0.113.2")];
  expect(ended(a, b)).toEqual([false, false]);
});

it("no proxy and no private address is limited by its address, and IPv6 by its network", () => {
  const sender = limitedSender(["203.0.113.7", "2001:db8:1::/48"]);
  const of = (remoteAddress: string | undefined) => sender({ remoteAddress } as Socket);
  expect(["203.0.113.7", "2001:db8:1::5", "10.1.2.3", "::ffff:127.0.0.1", undefined].map(of)).toEqual(
    Array(5).fill(undefined),
  );
  expect(of("198.51.100.1")).toBe("198.51.100.1");
  expect(of("::ffff:198.51.100.1")).toBe("198.51.100.1");
  expect(of("2001:db8:2:3::4")).toBe(of("2001:db8:2:3::5"));
  expect(limitedSender(false)({ remoteAddress: "203.0.113.7" } as Socket)).toBe("203.0.113.7");
});
