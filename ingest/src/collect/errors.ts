/**
 * Every error that refuses a whole request: its code, its status, and what to do. (The codes of rejected events are
 * in `@safar/schemas`, beside the rules.)
 */
export const REQUEST_ERRORS = {
  invalid_json: {
    status: 400,
    retry: false,
    message: "The body is not JSON. Send a JSON object, as UTF-8, plain or compressed.",
  },
  invalid_text: {
    status: 400,
    retry: false,
    message:
      "The body is no valid UTF-8, and no UTF-16 that begins with its byte order mark. Encode the JSON text as UTF-8.",
  },
  invalid_body: {
    status: 400,
    retry: false,
    message: 'The body is not of the expected form. Send one event as an object, or { "batch": [event, …] }.',
  },
  invalid_encoding: {
    status: 400,
    retry: false,
    message:
      "The body could not be decompressed. Send it plain, or as gzip, br or deflate with that Content-Encoding.",
  },
  unsupported_encoding: {
    status: 415,
    retry: false,
    message:
      "The Content-Encoding is none that is read here. Send the body plain, or encoded once as gzip, br or deflate.",
  },
  missing_write_key: {
    status: 401,
    retry: false,
    message:
      "No write key. Send it as the user name of HTTP Basic, as a Bearer token, or as writeKey in the body.",
  },
  unknown_write_key: {
    status: 401,
    retry: false,
    message:
      "This write key is not known here, has expired or was disabled. Compare it with those that safar keys lists.",
  },
  wrong_signature: {
    status: 401,
    retry: false,
    message:
      "The signature doesn't fit the secret of this source's web-hooks, or it has none. safar connect says what to paste where.",
  },
  origin_not_allowed: {
    status: 403,
    retry: false,
    message:
      "Pages of this origin may not send to this source. Add it with safar sources set --allow-origin, if it is the shop's.",
  },
  source_disabled: {
    status: 403,
    retry: false,
    message: "This source is disabled and takes no events. safar sources enable opens it again.",
  },
  not_found: {
    status: 404,
    retry: false,
    message:
      "There is nothing here. Events go to POST /v1/batch, /v1/track, /v1/identify, /v1/page, /v1/screen, /v1/group or /v1/alias.",
  },
  script_not_built: {
    status: 404,
    retry: false,
    message:
      "The browser script is not on this machine. Install @safar/web, or run npm run build in a checkout, and start the collector again.",
  },
  script_not_found: {
    status: 404,
    retry: false,
    message:
      "There is no browser script of this name: it belongs to another release. safar script-tag prints the tag for this one, and /safar.js is always the current one.",
  },
  method_not_allowed: { status: 405, retry: false, message: "Send events with POST." },
  body_too_large: {
    status: 413,
    retry: true,
    message:
      "The body is over 500 KiB, before or after decompression, or grows to more than 250 times its size. Split the batch and send its parts.",
  },
  batch_too_large: {
    status: 413,
    retry: true,
    message:
      "The batch has more than 2,500 events, or too large a context for so many (2 MiB once each event has it). Split it and send its parts.",
  },
  too_slow: {
    status: 408,
    retry: true,
    message: "The request did not arrive in time. Send it again, or in smaller parts.",
  },
  headers_too_large: {
    status: 431,
    retry: false,
    message: "The headers are over 16 KiB. Send the write key and nothing else that is long.",
  },
  rate_limited: {
    status: 429,
    retry: true,
    message:
      "This write key or this address sends too fast. Keep your events and send them again after Retry-After.",
  },
  bad_request: { status: 400, retry: false, message: "The request is not valid HTTP for this address." },
  overloaded: {
    status: 503,
    retry: true,
    message:
      "More comes in than the collector has memory or time for. Keep your events and send them again after Retry-After.",
  },
  storage_unavailable: {
    status: 503,
    retry: true,
    message: "Events can't be made durable now. Keep yours and send them again after Retry-After.",
  },
} as const satisfies Record<string, { status: number; retry: boolean; message: string }>;

/** The body of an answer that refuses a whole request. */
export function errorAnswer(code: RequestErrorCode) {
  return { success: false, code, message: REQUEST_ERRORS[code].message };
}

export type RequestErrorCode = keyof typeof REQUEST_ERRORS;

/** Refuses a whole request with a code of {@link REQUEST_ERRORS}. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly statusCode: number;

  /** @param retryAfterSeconds whole seconds for the answer's Retry-After, at most 300 */
  constructor(
    readonly code: RequestErrorCode,
    readonly retryAfterSeconds?: number,
    options?: ErrorOptions,
  ) {
    super(REQUEST_ERRORS[code].message, options);
    this.statusCode = REQUEST_ERRORS[code].status;
  }
}
