/** A task longer than 50 ms keeps a page from answering its visitor: https://www.w3.org/TR/longtasks-1/ */
const sliceMs = 16;

/** Repeats `step` until it returns false; lets the page do other things in between, unless it is urgent. */
export function inSlices(step: () => unknown, isUrgent?: boolean): void {
  const end = performance.now() + sliceMs;
  while (step()) if (!isUrgent && performance.now() > end) return void setTimeout(inSlices, 0, step);
}
