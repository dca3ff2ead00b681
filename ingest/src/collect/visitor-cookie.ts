import type { FastifyInstance, FastifyRequest } from "fastify";

/** The cookie that the page's script wrote after consent, with the visitor's id. */
const SCRIPTS = /(?:^|; )safar_id=([\w-]{1,64})(?:;|$)/;
const YEAR_SECONDS = 31_536_000;
/** At least two labels, as no browser takes a cookie for all of `.com`. */
const DOMAIN = /^(?=.{3,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/;

/**
 * The domains of SAFAR_VISITOR_COOKIE.
 *
 * @throws Error naming the first that is none
 */
export function visitorDomains(setting: string): readonly string[] {
  const domains = setting
    .split(",")
    .map((domain) => domain.trim().toLowerCase())
    .filter((domain) => domain !== "");
  const wrong = domains.find((domain) => !DOMAIN.test(domain));
  if (wrong === undefined) return domains;
  throw new Error(
    `SAFAR_VISITOR_COOKIE: ${JSON.stringify(wrong)} is no domain. Name the shop's, such as shop.example, and several with commas.`,
  );
}

/**
 * Sets the visitor's cookie again from the server, for a year: Safari keeps what a script writes for seven days, so that
 * a customer who comes back after eight would be a stranger. It only repeats the id that the page's script wrote: without
 * consent, or after a no, there is none. It goes to pages of a named domain that reach the collector under that domain.
 *
 * @param domains as visitorDomains() gives them
 */
export function keepVisitorCookie(app: FastifyInstance, domains: readonly string[]): void {
  if (domains.length === 0) return;
  app.addHook("onSend", (request, reply, _payload, done) => {
    const cookie = visitorCookie(request, domains);
    if (cookie !== undefined) reply.header("set-cookie", cookie);
    done();
  });
}

function visitorCookie(request: FastifyRequest, domains: readonly string[]): string | undefined {
  const id = SCRIPTS.exec(request.headers.cookie ?? "")?.[1];
  const origin = request.headers.origin;
  if (id === undefined || origin === undefined || !URL.canParse(origin)) return undefined;
  const page = new URL(origin).hostname;
  const collector = request.hostname.toLowerCase();
  const domain = domains.find((name) => isUnder(page, name) && isUnder(collector, name));
  if (domain === undefined) return undefined;
  return `safar_id=${id}; Domain=${domain}; Path=/; Max-Age=${YEAR_SECONDS}; Secure; SameSite=Lax`;
}

const isUnder = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`);
