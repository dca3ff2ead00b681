import { isIP } from "node:net";
import type { FastifyInstance } from "fastify";

/**
 * Refuses requests that came by a name of the public internet, on an interface that is for the operator's own
 * network: a page anywhere can have its own name pointed to 127.0.0.1 (DNS rebinding), and then reads what it likes.
 * Addresses, `localhost` and names without a dot, as containers have, can't be such a name.
 *
 * @param names further names that are let in, as SAFAR_OPS_HOSTS lists them
 */
export function requireKnownHost(app: FastifyInstance, names: readonly string[]): void {
  const known = new Set(names.map((name) => name.toLowerCase()));
  app.addHook("onRequest", async (request, reply) => {
    const name = hostName(request.raw.headers.host);
    if (name !== undefined && (isOwnNetwork(name) || known.has(name))) return;
    return reply
      .status(421)
      .type("text/plain; charset=utf-8")
      .send("This host name is not known here. Ask by an address, or list the name in SAFAR_OPS_HOSTS.\n");
  });
}

/** The name or address of a Host header, without its port. */
function hostName(host: string | undefined): string | undefined {
  if (host === undefined || host.length > 300 || !URL.canParse(`http://${host}`)) return undefined;
  return new URL(`http://${host}`).hostname.toLowerCase();
}

function isOwnNetwork(name: string): boolean {
  if (isIP(name.replace(/^\[|\]$/g, "")) !== 0) return true;
  return name === "localhost" || name.endsWith(".localhost") || !name.includes(".");
}

/** Names as a setting lists them. */
export function hostNames(setting: string): readonly string[] {
  return setting
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
