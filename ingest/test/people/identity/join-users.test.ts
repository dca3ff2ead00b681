import fc from "fast-check";
import { expect, it } from "vitest";
import { type JoinedUser, joinUsers, type UserLink } from "../../../src/people/identity/join-users.js";

const ids = fc.constantFrom(..."abcdefghijkl");
const link: fc.Arbitrary<UserLink> = fc.record({
  userId: ids,
  previousId: ids,
  at: fc.integer({ min: -5, max: 5 }),
  isWeb: fc.boolean(),
});
const links = fc.array(link, { maxLength: 14 });
const byId = (users: readonly JoinedUser[]) => [...users].sort((a, b) => (a.userId < b.userId ? -1 : 1));

/** Who can be reached from an id by walking along links in either direction. */
function reached(id: string, told: readonly UserLink[]): string[] {
  const seen = new Set([id]);
  for (let before = 0; before !== seen.size; ) {
    before = seen.size;
    for (const { userId, previousId } of told) {
      if (seen.has(userId)) seen.add(previousId);
      if (seen.has(previousId)) seen.add(userId);
    }
  }
  return [...seen].sort();
}

it("makes one person of all who can be reached, and of nobody else", () => {
  fc.assert(
    fc.property(links, (told) => {
      const users = joinUsers([], told);
      for (const { userId, customerId } of users) {
        const own = users.filter((other) => other.customerId === customerId).map((other) => other.userId);
        expect(own.sort()).toEqual(reached(userId, told));
      }
    }),
  );
});

it("does not depend on the order in which links arrive, nor on how many at a time", () => {
  const arrivals = links.chain((told) =>
    fc.tuple(
      fc.constant(told),
      fc.shuffledSubarray(told, { minLength: told.length }),
      fc.integer({ min: 1, max: 5 }),
    ),
  );
  fc.assert(
    fc.property(arrivals, ([told, shuffled, size]) => {
      let known: JoinedUser[] = [];
      for (let from = 0; from < shuffled.length; from += size)
        known = joinUsers(known, shuffled.slice(from, from + size));
      expect(byId(known)).toEqual(byId(joinUsers([], told)));
    }),
  );
});

const at = (previousId: string, userId: string, when: number): UserLink => ({
  previousId,
  userId,
  at: when,
  isWeb: false,
});
const nameOf = (told: readonly UserLink[]) => [
  ...new Set(joinUsers([], told).map((user) => user.customerId)),
];

it.each([
  ["the id that no alias leaves", [at("a", "b", 1), at("b", "c", 2)], "c"],
  ["that id, also when its alias was the earlier one", [at("b", "c", 1), at("a", "b", 2)], "c"],
  ["of two such ids the one named last", [at("a", "b", 1), at("a", "c", 2)], "c"],
  ["in a circle the one named last", [at("a", "b", 1), at("b", "a", 2)], "a"],
  ["in a circle of three the one named last", [at("a", "b", 1), at("b", "c", 2), at("c", "a", 3)], "a"],
])("calls a person by %s", (_, told, name) => {
  expect(nameOf(told)).toEqual([name]);
});

it("joins a chain of 100,000 users without a stack or a square of them", () => {
  const chain = Array.from({ length: 100_000 }, (_, n) => at(`u${n}`, `u${n + 1}`, n));
  expect(nameOf(chain)).toEqual(["u100000"]);
});
