import { createContext } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { type Answers, AskError, type QuestionParams, questionAddress, type Row } from "./answers.js";

/** How far a question is. While a new one is asked, the rows of the last one can go on standing, marked as old. */
export interface Answer {
  readonly rows: readonly Row[] | undefined;
  readonly isLoading: boolean;
  /** Takes longer than people like to wait. */
  readonly isSlow: boolean;
  /** The code of what went wrong. */
  readonly error: string | undefined;
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

/**
 * Asks a question for as long as the part of the page that asks is there, and anew when its parameters change.
 *
 * @param params undefined while they are not known: then nothing is asked
 */
export function useAnswer(name: string, params: QuestionParams | undefined): Answer {
  const { answers, round } = useAsking();
  const [state, setState] = useState<Omit<Answer, "again">>({
    rows: undefined,
    isLoading: true,
    isSlow: false,
    error: undefined,
  });
  const [attempt, setAttempt] = useState(0);
  const address = params && questionAddress("ask", name, params);
  const latest = useRef(params);
  latest.current = params;

  // The address stands for the parameters.
  useEffect(() => {
    if (!latest.current) return undefined;
    let isCurrent = true;
    const { answer, leave } = answers.ask(name, latest.current);
    setState(({ rows }) => ({ rows, isLoading: true, isSlow: false, error: undefined }));
    const slow = setTimeout(() => setState((before) => ({ ...before, isSlow: true })), SLOW_MS);
    answer
      .then(
        (rows) => isCurrent && setState({ rows, isLoading: false, isSlow: false, error: undefined }),
        (error) =>
          isCurrent &&
          setState({
            rows: undefined,
            isLoading: false,
            isSlow: false,
            error: error instanceof AskError ? error.code : "unavailable",
          }),
      )
      .finally(() => clearTimeout(slow));
    return () => {
      isCurrent = false;
      clearTimeout(slow);
      leave();
    };
  }, [answers, name, address, attempt, round]);
  return { ...state, again: () => setAttempt((count) => count + 1) };
}
