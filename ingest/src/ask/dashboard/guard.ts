import type { FastifyReply, FastifyRequest } from "fastify";
import { DashboardRefusal } from "./refusals.js";
import { mayAs, type Role } from "./roles.js";
import { IDLE_MS, type Sessions } from "./sessions.js";

/** Cookies know no ports, and two collectors of one machine must not sign each other's readers out. */
export function cookieName(request: FastifyRequest): string {
  return request.port ? `safar_dashboard_${request.port}` : "safar_dashboard";
}

/**
 * Behind a proxy that speaks TLS, the cookie must not travel without it. Also the word of a proxy that
 * SAFAR_TRUST_PROXY does not name counts: whoever forges it makes their own cookie stricter, and nothing else.
 */
export function isSecure(request: FastifyRequest): boolean {
  return request.protocol === "https" || request.headers["x-forwarded-proto"] === "https";
}

export function setToken(request: FastifyRequest, reply: FastifyReply, token: string): void {
  reply.setCookie(cookieName(request), token, {
    path: "/",
    httpOnly: true,
    sameSite: "strict",
    secure: isSecure(request),
    maxAge: IDLE_MS / 1000,
  });
}

export function clearToken(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(cookieName(request), { path: "/" });
}

export function tokenOf(request: FastifyRequest): string | undefined {
  return request.cookies[cookieName(request)];
}

/** Lets nobody pass who is not signed in, or may do less than is needed. */
export function mustBeSignedIn(sessions: Sessions, needed: Role = "viewer") {
  return async (request: FastifyRequest): Promise<void> => {
    const role = await sessions.roleOf(tokenOf(request));
    if (role === undefined) throw new DashboardRefusal("signed_out");
    if (!mayAs(role, needed)) throw new DashboardRefusal("not_allowed");
  };
}

/**
 * Sets the cookie anew, so that it lasts as long as its session. Asked when the answer is there: whoever signed out
 * meanwhile gets no cookie back.
 */
export function keepSignedIn(sessions: Sessions) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const token = tokenOf(request);
    if ((await sessions.roleOf(token)) !== undefined) setToken(request, reply, token!);
  };
}

/**
 * Refuses what another site's page sends. Browsers say where a request comes from (`Sec-Fetch-Site`, `Origin`);
 * programs that are no browsers say nothing, and carry nobody's cookie.
 */
export async function mustBeOwnPage(request: FastifyRequest): Promise<void> {
  const { origin, "sec-fetch-site": site } = request.headers;
  if (site !== undefined && site !== "same-origin" && site !== "none")
    throw new DashboardRefusal("other_site");
  if (origin !== undefined && hostOf(origin) !== request.host) throw new DashboardRefusal("other_site");
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
