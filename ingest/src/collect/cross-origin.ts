import cors, { type FastifyCorsOptions } from "@fastify/cors";
import type { FastifyInstance, FastifyRequest } from "fastify";

/** A browser may remember a preflight's answer for a day (the most that Firefox allows). */
const PREFLIGHT_SECONDS = 86_400;

/** What Safar's and Segment's clients send of themselves. */
const OWN_HEADERS = ["authorization", "content-type", "content-encoding", "x-retry-count"];

/** Names of headers (RFC 9110, 5.6.2), with commas between them. */
const NAMES = /^[\w!#$%&'*+.^`|~, \t-]{1,4096}$/;

const OPEN: FastifyCorsOptions = {
  origin: true,
  methods: ["GET", "HEAD", "POST"],
  allowedHeaders: OWN_HEADERS,
  exposedHeaders: ["retry-after", "x-request-id"],
  maxAge: PREFLIGHT_SECONDS,
  // An OPTIONS request that is no preflight gets the same answer, and no text of another form.
  strictPreflight: false,
};

/**
 * Lets pages of every origin send events, as they are on every shop's pages. Many shops wrap `fetch` and add headers
 * of their own, such as X-CSRF-Token, or the page's credentials, and RudderStack's client sends `AnonymousId`: a preflight
 * allows what is asked, or no event would come. That is safe at these addresses alone: nothing there looks at a cookie
 * or at such a header, but for the visitor's cookie, which the answer does not tell.
 */
export async function allowOtherOrigins(app: FastifyInstance): Promise<void> {
  await app.register(cors, {
    delegator: (request, done) => done(null, isOfEvents(request) ? forEvents(request) : OPEN),
  });
}

/** By its address as it came: a preflight belongs to no route. */
const isOfEvents = ({ url }: FastifyRequest): boolean => /^\/(v1\/|beacon\/v1\/|sourceConfig\b)/.test(url);

function forEvents({ headers }: FastifyRequest): FastifyCorsOptions {
  const asked = headers["access-control-request-headers"];
  const allowedHeaders = asked !== undefined && NAMES.test(asked) ? asked : OWN_HEADERS;
  return { ...OPEN, allowedHeaders, credentials: true };
}
