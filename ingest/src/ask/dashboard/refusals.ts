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
    message:
      "This is not a secret of the dashboard. To look, it is the password of ClickHouse that `safar serve` prints.",
  },
  too_many_attempts: {
    status: 429,
    retry: true,
    message: "Too many attempts to sign in. Wait a minute and try again.",
  },
  not_allowed: {
    status: 403,
    retry: false,
    message: "Your role may not do this. Sign in by the editor's or the operator's password.",
  },
  other_site: { status: 403, retry: false, message: "Only the dashboard's own page may send this." },
  does_not_hold: {
    status: 400,
    retry: false,
    message: "The journey has problems. Each says what to fix and where.",
  },
  segment_fails: {
    status: 400,
    retry: false,
    message:
      "A segment can't be asked. Check its SELECT with `safar journeys publish`, which says what is wrong.",
  },
  segment_needs_operator: {
    status: 403,
    retry: false,
    message:
      "The journey brings a segment with a SELECT of its own. The operator publishes it first; then editors may use it.",
  },
  unknown_journey: {
    status: 404,
    retry: false,
    message: "No journey of this name is published in this source.",
  },
  no_channel: {
    status: 409,
    retry: false,
    message:
      "No channel to this address is set up: SAFAR_SMTP_URL for e-mail, SAFAR_SMS_PROVIDER for SMS, SAFAR_PUSH_CONTACT for notifications.",
  },
  no_subscription: {
    status: 400,
    retry: false,
    message: "This is no subscription of a browser. Copy it from the console of a page where you subscribed.",
  },
  too_many_tests: {
    status: 429,
    retry: false,
    message: "At most twenty test messages are sent in an hour. Wait, then send it again.",
  },
  message_stopped: {
    status: 409,
    retry: false,
    message: "A value of the message is missing and has no default. Give it one, or choose another customer.",
  },
  changed_meanwhile: {
    status: 409,
    retry: false,
    message: "Somebody else changed this journey meanwhile. Look at what they changed, then do it again.",
  },
  choose_links: {
    status: 409,
    retry: false,
    message: "Some links between these ids were not made by a server of yours. Choose which ones to follow.",
  },
  nothing_stored: { status: 404, retry: false, message: "Nothing is stored of this customer." },
  erasing_another: {
    status: 409,
    retry: false,
    message: "Another customer is being erased. Ask again when that is done.",
  },
  not_erased: {
    status: 500,
    retry: false,
    message:
      "The customer was not erased completely. The detail says why; erase them again when it is fixed.",
  },
  bad_question: {
    status: 400,
    retry: false,
    message: "A parameter of the query is missing or malformed.",
  },
  too_busy: {
    status: 429,
    retry: true,
    message: "Too many queries at once. Try again in a second.",
  },
  too_slow: {
    status: 504,
    retry: false,
    message: "The query took too long. Choose a shorter range.",
  },
  too_large: {
    status: 503,
    retry: false,
    message: "The query needs more memory than allowed. Choose a shorter range.",
  },
  schema_missing: {
    status: 502,
    retry: false,
    message: "This ClickHouse lacks a table or a view. Create them with `safar migrate`.",
  },
  refused: {
    status: 502,
    retry: false,
    message:
      "ClickHouse refused the dashboard's user. Check the address, the user and the password it was started with.",
  },
  // Read by nobody, and no fault of anybody: proxies count such requests under this status.
  left: { status: 499, retry: false, message: "The page moved on before the answer was there." },
  unavailable: {
    status: 503,
    retry: true,
    message: "ClickHouse can't be reached now. Try again in a moment.",
  },
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
