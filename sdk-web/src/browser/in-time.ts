/** Half the time that the network may take, in milliseconds: a connection may look alive and not be. */
export const networkPatienceMs = 7_500;
/**
 * The same of the database: some browsers let its requests hang for ever: https://bugs.webkit.org/show_bug.cgi?id=226547
 */
export const databasePatienceMs = 2_000;

/**
 * Rejects, with undefined, when the work takes too long. It counts in two halves: a page that comes back from
 * the cache finds its timer run out before the browser had a moment to answer.
 */
export const inTime = <Result>(work: Promise<Result>, halfMs: number): Promise<Result> =>
  Promise.race([work, new Promise<never>((_, reject) => setTimeout(setTimeout, halfMs, reject, halfMs))]);
