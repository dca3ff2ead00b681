import type { Page } from "puppeteer-core";

/** `SAFAR_TEST_SLOW_ANSWERS=7` holds the dashboard's answers back by drawn times, so that its parts come in any order. */
const seed = process.env.SAFAR_TEST_SLOW_ANSWERS;

/** Does so in a tab's pages, where the variable says it. */
export async function slowAnswers(page: Page): Promise<void> {
  if (!seed) return;
  console.log(`Answers are held back: SAFAR_TEST_SLOW_ANSWERS=${seed}`);
  await page.evaluateOnNewDocument(holdBack, Number(seed));
}

/** Runs in the page. Many answers come almost at once, few up to three seconds later: each address in its own order. */
function holdBack(seed: number): void {
  let state = [...location.href].reduce(
    (hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193),
    seed,
  );
  // mulberry32
  const draw = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const { fetch: ask, setTimeout: later } = globalThis;
  globalThis.fetch = async (address, options) => {
    const wait = 3_000 * draw() ** 3;
    const answer = await ask(address, options);
    if (String(address).includes("/dashboard/")) await new Promise((resolve) => later(resolve, wait));
    return answer;
  };
}
