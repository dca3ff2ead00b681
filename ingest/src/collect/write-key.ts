import type { FastifyRequest } from "fastify";

/**
 * The write key of a request: HTTP Basic user name, else Bearer token, else `writeKey` in the body, else
 * `?writeKey=` for a beacon, which can set no header.
 */
export function writeKeyOf(request: FastifyRequest, body: Record<string, unknown>): string | undefined {
  const fromHeader = headerKey(request.headers.authorization);
  if (fromHeader) return fromHeader;
  if (typeof body.writeKey === "string" && body.writeKey) return body.writeKey;
  return addressKey(request);
}

/** The write key that can be told before the body is read. */
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
