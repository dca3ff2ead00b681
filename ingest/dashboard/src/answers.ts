import { PERSONAL_PARAMS } from "@safar/schemas/dashboard";
/** A row as the server gives it: counts and rates are numbers, money is decimal text. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

export type QuestionParams = Readonly<Record<string, string | number>>;

/** The server's word for what went wrong, or `offline` when it did not answer. */
export class AskError extends Error {
  override readonly name = "AskError";
  constructor(readonly code: string) {
    super(code);
  }
}

/** How many questions are under way at once: the first ones asked are answered soonest. */
const RUNNING = 3;

/** For so long, in milliseconds, an answer is given again, as when one goes back. */
const FRESH_MS = 60_000;
const KEPT = 200;

interface Entry {
  readonly answer: Promise<Row[]>;
  readonly stop: AbortController;
  askedAt: number;
  users: number;
  isSettled: boolean;
}

/** The questions to the server: in order, each once, and stopped when nobody waits any more. */
export interface Answers {
  /**
   * @param isFresh asks anew even where an answer is known, at the pace of the part that asks
   * @returns what to wait for, and how to say that one no longer does
   */
  ask(name: string, params: QuestionParams, isFresh?: boolean): { answer: Promise<Row[]>; leave(): void };
  /** Forgets every answer. */
  forget(): void;
}

/** The address of a question, or of its file. One that names a person is known by it here alone, and asked by POST. */
export function questionAddress(kind: "ask" | "export", name: string, params: QuestionParams): string {
  const query = new URLSearchParams(Object.entries(params).map(([key, value]) => [key, String(value)]));
  return `/dashboard/${kind}/${name}${kind === "export" ? ".csv" : ""}?${query}`;
}

interface Hearers {
  readonly onSignedOut: () => void;
  readonly onAnswered: () => void;
  /** The page's questions are under way, or no more; those of a part that asks at its own pace aside. */
  readonly onAsking: (isAsking: boolean) => void;
}

export function createAnswers({ onSignedOut, onAnswered, onAsking }: Hearers): Answers {
  const entries = new Map<string, Entry>();
  const waiting: (() => void)[] = [];
  let running = 0;
  let asked = 0;

  /** Counts a question of the page's for as long as it is under way. */
  function countIn(answer: Promise<Row[]>): void {
    asked += 1;
    if (asked === 1) onAsking(true);
    const countOut = () => {
      asked -= 1;
      if (asked === 0) onAsking(false);
    };
    answer.then(countOut, countOut);
  }

  async function turn(signal: AbortSignal): Promise<void> {
    if (running < RUNNING) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    if (signal.aborted) {
      done();
      throw new AskError("stopped");
    }
  }
  function done(): void {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }

  async function fetchRows(name: string, params: QuestionParams, signal: AbortSignal): Promise<Row[]> {
    await turn(signal);
    try {
      const response = await send(name, params, signal);
      const body = (await response.json()) as { rows?: Row[]; code?: string };
      if (response.ok && body.rows) return body.rows;
      throw new AskError(body.code ?? "unavailable");
    } catch (error) {
      if (error instanceof AskError) throw error;
      throw new AskError(signal.aborted ? "stopped" : "offline");
    } finally {
      done();
    }
  }

  return {
    ask(name, params, isFresh = false) {
      const address = questionAddress("ask", name, params);
      let entry = entries.get(address);
      if (!entry || entry.stop.signal.aborted || isFresh || Date.now() - entry.askedAt > FRESH_MS) {
        const stop = new AbortController();
        const answer = fetchRows(name, params, stop.signal);
        const made: Entry = { answer, stop, askedAt: Date.now(), users: 0, isSettled: false };
        if (!isFresh) countIn(answer);
        answer.then(
          () => {
            made.isSettled = true;
            onAnswered();
          },
          (error: AskError) => {
            made.isSettled = true;
            if (entries.get(address) === made) entries.delete(address);
            if (error.code === "signed_out") onSignedOut();
          },
        );
        entries.delete(address);
        entries.set(address, made);
        if (entries.size > KEPT) entries.delete(entries.keys().next().value!);
        entry = made;
      }
      const held = entry;
      held.users += 1;
      let isHeld = true;
      return {
        answer: held.answer,
        leave() {
          if (!isHeld) return;
          isHeld = false;
          held.users -= 1;
          if (held.users > 0 || held.isSettled) return;
          held.stop.abort();
          if (entries.get(address) === held) entries.delete(address);
        },
      };
    },
    forget: () => entries.clear(),
  };
}

/** Asks the server. What names a person stands in no address: histories and access logs keep those. */
function send(name: string, params: QuestionParams, signal: AbortSignal): Promise<Response> {
  const accept = "application/json";
  if (!PERSONAL_PARAMS.some((each) => each in params))
    return fetch(questionAddress("ask", name, params), { signal, headers: { accept } });
  return fetch(`/dashboard/ask/${name}`, {
    method: "POST",
    headers: { accept, "content-type": "application/json" },
    body: JSON.stringify(params),
    signal,
  });
}
