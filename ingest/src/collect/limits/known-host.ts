import { isIP } from "node:net";
import type { FastifyInstance } from "fastify";

/**
 * Refuses requests whose Host is a public name, on an interface meant for the operator's own network. Any page can
 * point its own name to 127.0.0.1 (DNS rebinding) and then read the answers. IP addresses, `localhost` and names
 * without a dot (containers) are safe.
 *
 * @param names more allowed names, from SAFAR_OPS_HOSTS
 */
export function requireKnownHost(app: FastifyInstance, names: readonly string[]): void {
  const known = new Set(names.map((name) => name.toLowerCase()));
  app.addHook("onRequest", async (request, reply) => {
    const name = hostName(request.raw.headers.host);
    if (name !== undefined && (isOwnNetwork(name) || known.has(name))) return;
    return reply
      .status(421)
      .type("text/plain; charset=utf-8")
      .send("This host name is not allowed. Use an IP address, or add the name to SAFAR_OPS_HOSTS.\n");
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

/** The names in a comma-separated setting. */
export function hostNames(setting: string): readonly string[] {
  return setting
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
