import { createContext } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { laterWhenSeen, waitBeforeAgain } from "./again.js";
import { type Answers, AskError, type QuestionParams, questionAddress, type Row } from "./answers.js";

/**
 * How far a question is. Rows that are there go on standing while they are asked for anew, and where that fails; those
 * of other parameters only until there is an answer, marked as old.
 */
export interface Answer {
  readonly rows: readonly Row[] | undefined;
  /** The rows are those of other parameters. */
  readonly isOld: boolean;
  /** When the rows were there, in milliseconds since 1970. */
  readonly answeredAt: number | undefined;
  readonly isLoading: boolean;
  /** It is asked for, and there is no answer yet: the part of the page says so by `aria-busy`. */
  readonly isAwaited: boolean;
  /** Takes longer than people like to wait. */
  readonly isSlow: boolean;
  /** The code of what went wrong. */
  readonly error: string | undefined;
  /** In so many milliseconds after the error it is asked again by itself. */
  readonly againIn: number | undefined;
  again(): void;
}

/** Where questions are asked, and how often one asked for all of them anew. */
export interface Asking {
  readonly answers: Answers;
  readonly round: number;
  /** Forgets what is known, so that all is asked anew: something was changed. */
  refresh(): void;
  /** The server said that nobody is signed in. */
  signedOut(): void;
}

export const AskingContext = createContext<Asking | undefined>(undefined);

export function useAsking(): Asking {
  return useContext(AskingContext)!;
}

const SLOW_MS = 4_000;

type Standing = Omit<Answer, "again" | "isOld" | "isAwaited"> & { readonly address: string | undefined };

const UNASKED: Standing = {
  ...{ rows: undefined, answeredAt: undefined, address: undefined },
  ...{ isLoading: true, isSlow: false, error: undefined, againIn: undefined },
};

/**
 * Asks a question for as long as the part of the page that asks is there, anew when its parameters change, and again
 * where what went wrong passes by itself.
 *
 * @param params undefined while they are not known: then nothing is asked
 */
export function useAnswer(name: string, params: QuestionParams | undefined): Answer {
  const { answers, round } = useAsking();
  const [{ address: answered, ...state }, setState] = useState(UNASKED);
  const [attempt, setAttempt] = useState(0);
  const failures = useRef({ address: "", count: 0 });
  const address = params && questionAddress("ask", name, params);
  const latest = useRef(params);
  latest.current = params;
  const again = () => setAttempt((count) => count + 1);

  // The address stands for the parameters.
  useEffect(() => {
    if (!latest.current || !address) return undefined;
    let isCurrent = true;
    let stopWaiting = () => {};
    const { answer, leave } = answers.ask(name, latest.current);
    const isAgain = failures.current.address === address;
    setState(({ error, ...before }) => ({
      ...{ ...before, isLoading: true, isSlow: false, againIn: undefined },
      error: isAgain ? error : undefined,
    }));
    const slow = setTimeout(() => setState((before) => ({ ...before, isSlow: true })), SLOW_MS);
    const fail = (error: unknown) => {
      if (!isCurrent) return;
      const code = error instanceof AskError ? error.code : "unavailable";
      const count = (isAgain ? failures.current.count : 0) + 1;
      failures.current = { address, count };
      const againIn = waitBeforeAgain(code, count);
      if (againIn !== undefined) stopWaiting = laterWhenSeen(againIn, again);
      setState((old) => ({
        ...(old.address === address ? old : UNASKED),
        ...{ isLoading: false, isSlow: false, error: code, againIn },
      }));
    };
    const succeed = (rows: readonly Row[]) => {
      if (!isCurrent) return;
      failures.current = { address, count: 0 };
      setState({ ...UNASKED, rows, address, answeredAt: Date.now(), isLoading: false });
    };
    answer.then(succeed, fail).finally(() => clearTimeout(slow));
    return () => {
      isCurrent = false;
      clearTimeout(slow);
      stopWaiting();
      leave();
    };
  }, [answers, name, address, attempt, round]);
  // Where nothing is asked, there is nothing newer than what stands.
  const isOld = address !== undefined && answered !== address;
  const isAwaited = address !== undefined && (state.isLoading || (isOld && state.error === undefined));
  return { ...state, isOld, isAwaited, again };
}
