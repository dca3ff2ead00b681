import cors, { type FastifyCorsOptions } from "@fastify/cors";
import type { FastifyInstance, FastifyRequest } from "fastify";

/** Browsers may cache a preflight's answer for a day (Firefox's maximum). */
const PREFLIGHT_SECONDS = 86_400;

/** Headers that Safar's and Segment's clients send. */
const OWN_HEADERS = ["authorization", "content-type", "content-encoding", "x-retry-count"];

/** Header names (RFC 9110, 5.6.2), separated by commas. */
const NAMES = /^[\w!#$%&'*+.^`|~, \t-]{1,4096}$/;

const OPEN: FastifyCorsOptions = {
  origin: true,
  methods: ["GET", "HEAD", "POST"],
  allowedHeaders: OWN_HEADERS,
  exposedHeaders: ["retry-after", "x-request-id"],
  maxAge: PREFLIGHT_SECONDS,
  // An OPTIONS request that is not a preflight gets the same answer, not a text error.
  strictPreflight: false,
};

/**
 * Allows cross-origin requests from every page, because the tag runs on every shop's pages. Many shops wrap `fetch`
 * and add headers of their own, such as X-CSRF-Token, or the page's credentials, and RudderStack's client sends
 * `AnonymousId`: the preflight allows whatever is requested, or no event would arrive. This is safe only at these
 * addresses: they read no such header, and no cookie but the visitor's, which the answer does not reveal.
 */
export async function allowOtherOrigins(app: FastifyInstance): Promise<void> {
  await app.register(cors, {
    delegator: (request, done) => done(null, isOfEvents(request) ? forEvents(request) : OPEN),
  });
}

/** Compares the raw URL, because a preflight has no route. */
const isOfEvents = ({ url }: FastifyRequest): boolean => /^\/(v1\/|beacon\/v1\/|sourceConfig\b)/.test(url);

function forEvents({ headers }: FastifyRequest): FastifyCorsOptions {
  const asked = headers["access-control-request-headers"];
  const allowedHeaders = asked !== undefined && NAMES.test(asked) ? asked : OWN_HEADERS;
  return { ...OPEN, allowedHeaders, credentials: true };
}
