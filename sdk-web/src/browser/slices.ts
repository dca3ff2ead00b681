/** A task longer than 50 ms keeps a page from answering its visitor: https://www.w3.org/TR/longtasks-1/ */
const sliceMs = 16;

/** When the first slice ends, which begins as the script does. */
export const firstEnd = performance.now() + sliceMs;

/**
 * Repeats `step` until it returns false; lets the page do other things in between, unless it is urgent.
 *
 * @param end of the first slice
 */
export function inSlices(step: () => unknown, isUrgent?: boolean, end = performance.now() + sliceMs): void {
  while (step()) if (!isUrgent && performance.now() > end) return void setTimeout(inSlices, 0, step);
}
