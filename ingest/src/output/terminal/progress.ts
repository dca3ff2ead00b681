import { Presets, SingleBar } from "cli-progress";
import { oneLine } from "./visible.js";

/** The state of a task. */
export interface ProgressState {
  /** 0 to 1. */
  readonly fraction: number;
  /** Events so far. */
  readonly events: number;
  /** The current position, such as a date or a row. */
  readonly detail: string;
}

/** Shows a task's progress: a bar on a terminal, occasional plain lines elsewhere. */
export interface Progress {
  /** Cheap to call often. */
  update(state: ProgressState): void;
  /** Shows the final state and keeps it on the screen. */
  end(): void;
}

interface ProgressOptions {
  /** Output stream; bars and colours only on a terminal. Default: standard error. */
  readonly stream?: NodeJS.WriteStream | NodeJS.WritableStream;
  /** A monotonic clock in milliseconds. */
  readonly clock?: () => number;
}

/** Intervals of plain lines and of redrawing the bar, in milliseconds. */
const LINE_EVERY_MS = 2_000;
const REDRAW_EVERY_MS = 100;

/**
 * The time starts with the first update, so that preparation does not count.
 *
 * @param label the task, such as "Sending"
 */
export function createProgress(
  label: string,
  { stream = process.stderr, clock = () => performance.now() }: ProgressOptions = {},
): Progress {
  let started: { readonly at: number; readonly display: Display } | undefined;
  let latest: ProgressState = { fraction: 0, events: 0, detail: "" };
  let shownAt = 0;
  const draw = ({ at, display }: NonNullable<typeof started>) => {
    shownAt = clock();
    display.draw(latest, describe(label, latest, shownAt - at));
  };
  return {
    update(state) {
      latest = state;
      if (!started) {
        shownAt = clock();
        started = {
          at: shownAt,
          display: "isTTY" in stream && stream.isTTY ? barOn(stream) : linesOn(stream),
        };
      }
      if (clock() - shownAt >= started.display.everyMs) draw(started);
    },
    end() {
      if (!started) return;
      draw(started);
      started.display.end();
    },
  };
}

interface Display {
  readonly everyMs: number;
  draw(state: ProgressState, text: string): void;
  end(): void;
}

function linesOn(stream: NodeJS.WritableStream): Display {
  return {
    everyMs: LINE_EVERY_MS,
    draw: ({ fraction }, text) =>
      void stream.write(`${String(Math.floor(fraction * 100)).padStart(3)}%  ${text}\n`),
    end: () => {},
  };
}

function barOn(stream: NodeJS.WritableStream): Display {
  const bar = new SingleBar(
    { format: "[{bar}] {percentage}%  {text}", barsize: 24, hideCursor: true, stream },
    Presets.legacy,
  );
  bar.start(100, 0, { text: "" });
  return {
    everyMs: REDRAW_EVERY_MS,
    draw: ({ fraction }, text) => bar.update(Math.floor(fraction * 100), { text }),
    end: () => bar.stop(),
  };
}

function describe(label: string, { fraction, events, detail }: ProgressState, elapsedMs: number): string {
  const seconds = elapsedMs / 1000;
  const perSecond = seconds > 0 ? Math.round(events / seconds) : 0;
  const left =
    fraction >= 1
      ? `${seconds.toFixed(1)} s`
      : fraction > 0
        ? `${Math.ceil((seconds * (1 - fraction)) / fraction)} s left`
        : "";
  return [label, `${grouped(events)} events`, `${grouped(perSecond)}/s`, left, detail]
    .filter(Boolean)
    .map(oneLine)
    .join("  ");
}

/** A whole number with thousands separators, such as 12,345. */
export function grouped(number: number): string {
  return number.toLocaleString("en-US");
}
