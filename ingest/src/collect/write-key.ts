import type { FastifyRequest } from "fastify";

/**
 * The write key of a request: HTTP Basic user name, else Bearer token, else `writeKey` in the body, else
 * `?writeKey=` for a beacon, which can set no header.
 */
export function writeKeyOf(request: FastifyRequest, body: Record<string, unknown>): string | undefined {
  const fromHeader = headerKey(request.headers.authorization);
  if (fromHeader) return fromHeader;
  if (typeof body.writeKey === "string" && body.writeKey) return body.writeKey;
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
