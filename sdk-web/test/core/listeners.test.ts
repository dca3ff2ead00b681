import { expect, it } from "vitest";
import { createListeners } from "../../src/core/index.js";
import { settled } from "./virtual-time.js";

interface Events {
  readonly drop: number;
  readonly error: string;
}

it("calls the listeners of a name, in their order, until they are removed", () => {
  const heard: string[] = [];
  const listeners = createListeners<Events>(() => {});
  const remove = listeners.on("drop", (value) => heard.push(`first ${value}`));
  listeners.on("drop", (value) => heard.push(`second ${value}`));
  expect(listeners.emit("drop", 1)).toBe(true);
  remove();
  remove();
  expect(listeners.emit("drop", 2)).toBe(true);
  expect(listeners.emit("error", "nobody listens")).toBe(false);
  expect(heard).toEqual(["first 1", "second 1", "second 2"]);
});

it("says that nobody listens once the last one is removed", () => {
  const listeners = createListeners<Events>(() => {});
  listeners.on("drop", () => {})();
  expect(listeners.emit("drop", 1)).toBe(false);
});

it("calls a function that was added twice twice, and removes one of them", () => {
  let calls = 0;
  const listeners = createListeners<Events>(() => {});
  const count = () => calls++;
  const remove = listeners.on("drop", count);
  listeners.on("drop", count);
  listeners.emit("drop", 1);
  remove();
  listeners.emit("drop", 1);
  expect(calls).toBe(3);
});

it("goes on after a listener that throws or rejects, and tells of it", async () => {
  const failures: unknown[] = [];
  const heard: number[] = [];
  const listeners = createListeners<Events>((error) => failures.push(error));
  listeners.on("drop", () => {
    throw "thrown";
  });
  listeners.on("drop", async () => {
    throw "rejected";
  });
  listeners.on("drop", (value) => heard.push(value));
  listeners.emit("drop", 7);
  await settled();
  expect(heard).toEqual([7]);
  expect(failures).toEqual(["thrown", "rejected"]);
});

it("lets a listener remove itself, and add others for the next time", () => {
  const heard: string[] = [];
  const listeners = createListeners<Events>(() => {});
  const remove = listeners.on("drop", () => {
    remove();
    listeners.on("drop", () => heard.push("added"));
    heard.push("once");
  });
  listeners.emit("drop", 1);
  listeners.emit("drop", 2);
  expect(heard).toEqual(["once", "added"]);
});
