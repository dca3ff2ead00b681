/** A question that is asked beside the rounds. */
export interface Asked<Answer> {
  /** Undefined while there is no answer yet. */
  outcome(): { readonly answer: Answer } | { readonly error: unknown } | undefined;
  /** Resolves when there is an outcome, or after a time. */
  settled(ms: number): Promise<void>;
}

/** Asks in the background: no more than one question at a time, so that the machine stays for others. */
export type Background = <Answer>(ask: () => Promise<Answer>) => Asked<Answer>;

/** How long a round waits for the answer to a question that it has just asked: most come sooner. */
export const QUICK_MS = 300;

export function background(): Background {
  let last: Promise<unknown> = Promise.resolve();
  return <Answer>(ask: () => Promise<Answer>): Asked<Answer> => {
    let outcome: ReturnType<Asked<Answer>["outcome"]>;
    const done = last.then(ask).then(
      (answer) => {
        outcome = { answer };
      },
      (error: unknown) => {
        outcome = { error };
      },
    );
    last = done;
    return {
      outcome: () => outcome,
      async settled(ms) {
        let timer: NodeJS.Timeout | undefined;
        const late = new Promise<void>((resolve) => {
          timer = setTimeout(resolve, ms);
        });
        await Promise.race([done, late]);
        clearTimeout(timer);
      },
    };
  };
}
