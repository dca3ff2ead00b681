import { getRandomValues } from "node:crypto";
import type { RandomWords, Timer } from "@safar/web/core";
import { longestTimeout } from "./options.js";

/** A timer that does not keep the process alive: process-end.ts does, as long as events wait. */
export const timer: Timer = (delayMs, run) => {
  const handle = setTimeout(run, Math.min(delayMs, longestTimeout)).unref();
  return () => clearTimeout(handle);
};

export const randomWords: RandomWords = (words) => {
  getRandomValues(words);
};
