import { expect, test } from "vitest";
import { fillIn, NOTHING_KNOWN } from "../../../src/journeys/templates/fill-in.js";
import { render } from "../../../src/journeys/templates/template-engine.js";

const data = {
  ...NOTHING_KNOWN,
  profile: { name: "Sara", list: Array.from({ length: 500 }, (_, at) => at) },
};
const stopped = (text: string) => fillIn({ text }, "en", data).stopped;
const within = (depth: number): string =>
  depth === 0 ? "x" : `{% for a${depth} in profile.list %}${within(depth - 1)}{% endfor %}`;

test("a template that loops for ever, or grows without end, is stopped with a reason", () => {
  expect(stopped(within(6))).toMatchObject({ field: "text", why: "failed" });
  const doubled = `{% assign t = "xxxxxxxxxx" %}${"{% assign t = t | append: t %}".repeat(40)}{{ t }}`;
  expect(stopped(doubled)).toMatchObject({ field: "text", why: "failed" });
});

test.each([
  "profile.constructor",
  "profile.__proto__",
  "profile.name.constructor.constructor",
  "profile.toString",
])("a template reads no prototype: %s", (path) => {
  expect(stopped(`{{ ${path} }}`)).toMatchObject({ field: "text", why: "missing" });
});

test.each(["{% include 'x' %}", "{% render '/etc/passwd' %}", "{{ profile.name | where_exp: 'a', 'b' }}"])(
  "a template reads no file and runs no code: %s",
  (text) => {
    expect(stopped(text)).toMatchObject({ field: "text", why: "failed" });
  },
);

test("a message is filled in though the process rests in the middle of it, as on a machine with other work", () => {
  const profile = {
    get name() {
      const end = performance.now() + 200;
      while (performance.now() < end);
      return "Ann";
    },
  };
  expect(render("Hello {{ profile.name }}!", "en", true, { profile })).toBe("Hello Ann!");
});
