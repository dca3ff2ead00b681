/**
 * How long the browser and the network may take. A connection may look alive and not be, and some browsers let a
 * request of their database hang for ever: https://bugs.webkit.org/show_bug.cgi?id=226547
 */
const patienceMs = 15_000;

/**
 * Rejects, without an error, when the work takes too long. It counts in two halves: a page that comes back from
 * the cache finds its timer run out before the browser had a moment to answer.
 */
export const inTime = <Result>(work: Promise<Result>): Promise<Result> =>
  Promise.race([
    work,
    new Promise<never>((_, reject) => setTimeout(setTimeout, patienceMs / 2, reject, patienceMs / 2)),
  ]);
