import type { FastifyInstance, FastifyRequest } from "fastify";

/** The cookie with the visitor's id that the page's script writes after consent. */
const SCRIPTS = /(?:^|; )safar_id=([\w-]{1,64})(?:;|$)/;
const YEAR_SECONDS = 31_536_000;
/** At least two labels, because no browser accepts a cookie for all of `.com`. */
const DOMAIN = /^(?=.{3,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/;

/**
 * The domains of SAFAR_VISITOR_COOKIE.
 *
 * @throws Error naming the first invalid one
 */
export function visitorDomains(setting: string): readonly string[] {
  const domains = setting
    .split(",")
    .map((domain) => domain.trim().toLowerCase())
    .filter((domain) => domain !== "");
  const wrong = domains.find((domain) => !DOMAIN.test(domain));
  if (wrong === undefined) return domains;
  throw new Error(
    `SAFAR_VISITOR_COOKIE: ${JSON.stringify(wrong)} is not a domain. Use the shop's domain, for example shop.example; separate several with commas.`,
  );
}

/**
 * Renews the visitor cookie from the server for a year: Safari keeps cookies written by scripts for only seven days,
 * so a visitor who returns after eight would count as new. It only repeats the id that the script wrote; without
 * consent there is none. It is set for pages on a configured domain that reach the collector under that domain.
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
