import type { Browser } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { type BrowserName, launch, newVisitor, type Visitor } from "./browsers.js";
import { openStage, type Stage } from "./stage.js";

/** Opens a stage before the file's tests, and closes it after them. It has its properties from the first hook on. */
export function stageOfFile(): Stage {
  const stage = {} as Stage;
  beforeAll(async () => void Object.assign(stage, await openStage()));
  afterAll(() => stage.close());
  return stage;
}

/** A visitor, and the browser that the tests of a group share. */
export type VisitorOfTest = Visitor & { readonly browser: Browser };

/**
 * Starts a browser for the tests of a group. Each test has a visitor of its own, and a proxy that hands on all; it fails
 * where one of its pages had an error.
 */
export function eachVisitor(name: BrowserName, stage: Stage): VisitorOfTest {
  const visitor = {} as { browser: Browser } & VisitorOfTest;
  beforeAll(async () => {
    visitor.browser = await launch(name);
  });
  afterAll(() => visitor.browser.close());
  beforeEach(async () => {
    await stage.proxy.reset();
    Object.assign(visitor, await newVisitor(visitor.browser));
  });
  afterEach(async () => {
    await visitor.leave();
    expect(visitor.errors).toEqual([]);
  });
  return visitor;
}
