import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { expect, it, vi } from "vitest";

const code = readFileSync(new URL("../src/push/worker.js", import.meta.url), "utf8");

/** The worker in a service worker's surroundings: what it shows and opens. */
function start() {
  const listeners: Record<string, (event: object) => void> = {};
  const showNotification = vi.fn();
  const openWindow = vi.fn();
  runInNewContext(code, {
    addEventListener: (name: string, listener: (event: object) => void) => {
      listeners[name] = listener;
    },
    registration: { showNotification },
    clients: { openWindow },
  });
  const waitUntil = () => {};
  return {
    ...{ showNotification, openWindow },
    push: (json: () => unknown) => listeners.push!({ data: { json }, waitUntil }),
    click: (notification: object) => listeners.notificationclick!({ notification, waitUntil }),
  };
}

it("shows what Safar sends, whole, with where a click leads", () => {
  const worker = start();
  const said = { body: "متن", dir: "rtl", lang: "fa", tag: "t", icon: "https://shop.example/i.png" };
  worker.push(() => ({ safar: 1, title: "عنوان", url: "https://c.example/m/click?t=1", ...said }));
  expect(worker.showNotification.mock.calls).toEqual([
    ["عنوان", { ...said, data: { safar: ["https://c.example/m/click?t=1"] } }],
  ]);
});

it("leaves alone what others send, and what is no JSON", () => {
  const worker = start();
  worker.push(() => ({ title: "from another service" }));
  worker.push(() => {
    throw new SyntaxError("no JSON");
  });
  expect(worker.showNotification).not.toHaveBeenCalled();
});

it("opens the link of a notification of its own, and closes it; one without a link is closed; others stay", () => {
  const worker = start();
  const [own, bare, others] = [vi.fn(), vi.fn(), vi.fn()];
  worker.click({ data: { safar: ["https://c.example/m/click?t=1"] }, close: own });
  worker.click({ data: { safar: [null] }, close: bare });
  worker.click({ data: null, close: others });
  expect(worker.openWindow.mock.calls).toEqual([["https://c.example/m/click?t=1"]]);
  expect([own, bare, others].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 0]);
});

it("is under 1 KB as it is served, and the module under 3 KB packed", () => {
  const built = (name: string) => readFileSync(new URL(`../dist/${name}`, import.meta.url));
  expect(built("safar-push-worker.js").length).toBeLessThan(1_024);
  expect(gzipSync(built("safar-push.js")).length).toBeLessThan(3_072);
});
