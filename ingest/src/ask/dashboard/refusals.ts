/**
 * Every error that the dashboard's server answers with: its code, its status, and what to do. The page says the
 * same in its reader's language.
 */
export const DASHBOARD_REFUSALS = {
  signed_out: {
    status: 401,
    retry: false,
    message: "Nobody is signed in, or the session has ended. Sign in.",
  },
  wrong_secret: {
    status: 401,
    retry: false,
    message: "This is not the secret. It is the password of ClickHouse that `safar serve` prints.",
  },
  too_many_attempts: {
    status: 429,
    retry: true,
    message: "Too many attempts to sign in. Wait a minute and try again.",
  },
  other_site: { status: 403, retry: false, message: "Only the dashboard's own page may ask this." },
  bad_question: {
    status: 400,
    retry: false,
    message: "A value of the question is missing, or not of its form.",
  },
  too_busy: {
    status: 429,
    retry: true,
    message: "Too many questions at once. Ask again in a second.",
  },
  too_slow: {
    status: 504,
    retry: false,
    message: "ClickHouse took longer than a question may take. Choose a shorter range.",
  },
  too_large: {
    status: 503,
    retry: false,
    message: "ClickHouse needs more memory for this than a question may take. Choose a shorter range.",
  },
  schema_missing: {
    status: 502,
    retry: false,
    message: "This ClickHouse lacks a table or a view. Bring them there with `safar migrate`.",
  },
  refused: {
    status: 502,
    retry: false,
    message:
      "ClickHouse refused the dashboard's user. Check the address, the user and the password it was started with.",
  },
  // Read by nobody, and no fault of anybody: proxies count such requests under this status.
  left: { status: 499, retry: false, message: "The page moved on before the answer was there." },
  unavailable: { status: 503, retry: true, message: "ClickHouse can't be asked now. Ask again in a moment." },
} as const satisfies Record<string, { status: number; retry: boolean; message: string }>;

export type DashboardRefusalCode = keyof typeof DASHBOARD_REFUSALS;

/** A request that the dashboard's server refuses, by its code of {@link DASHBOARD_REFUSALS}. */
export class DashboardRefusal extends Error {
  override readonly name = "DashboardRefusal";

  constructor(
    readonly code: DashboardRefusalCode,
    options?: ErrorOptions,
  ) {
    super(DASHBOARD_REFUSALS[code].message, options);
  }
}
