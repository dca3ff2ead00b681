import type { FastifyRequest } from "fastify";

/**
 * Candidates for a request's write key: HTTP Basic user name or Bearer token, then `writeKey` in the body, then
 * `?writeKey=` for beacons, which cannot set headers. The first known key counts, because some shops' pages add their
 * own `Authorization` to every request.
 */
export function writeKeysOf(request: FastifyRequest, body: Record<string, unknown>): readonly string[] {
  const inBody = typeof body.writeKey === "string" ? body.writeKey : undefined;
  const keys = [headerKey(request.headers.authorization), inBody, addressKey(request)];
  return keys.filter((key) => key !== undefined && key !== "") as string[];
}

/** The write key that is visible before the body is read. */
export function outerKeyOf(request: FastifyRequest): string | undefined {
  return headerKey(request.headers.authorization) ?? addressKey(request);
}

function addressKey(request: FastifyRequest): string | undefined {
  const { writeKey } = request.query as { writeKey?: unknown };
  return typeof writeKey === "string" && writeKey ? writeKey : undefined;
}

function headerKey(authorization: string | undefined): string | undefined {
  const [, scheme, value] = /^(basic|bearer)\s+(\S+)$/i.exec(authorization ?? "") ?? [];
  if (!scheme || !value) return undefined;
  if (scheme.toLowerCase() === "bearer") return value;
  const [user] = Buffer.from(value, "base64").toString("utf8").split(":", 1);
  return user || undefined;
}
