import { once } from "node:events";
import { createServer } from "node:net";
import type { Running } from "../../data-folder/running.js";
import type { Config } from "../../settings/config.js";
import { localAddress } from "../../settings/local-address.js";
import { type Finding, fail, ok, warn } from "./finding.js";

interface Port {
  readonly about: string;
  readonly host: string;
  readonly port: number;
  readonly setting: string;
  /** A path that only the expected program answers with 200. */
  readonly path: string;
  /** The program expected there. */
  readonly program: string;
}

/**
 * Checks that the collector's ports are free, or used by a healthy collector.
 *
 * @param running the collector that runs on the data folder, whose ports are checked instead: it may have been started
 *   with other settings
 */
export async function checkPorts(config: Config, embedded: boolean, running?: Running): Promise<Finding[]> {
  if (running !== undefined) return await checkPorts(portsOf(config, running), embedded);
  const ports: Port[] = [
    {
      about: "port of the collector",
      host: config.SAFAR_LISTEN,
      port: config.SAFAR_PORT,
      setting: "SAFAR_PORT",
      path: "/safar.js",
      program: "a collector",
    },
    {
      about: "port of the operator",
      host: config.SAFAR_OPS_LISTEN,
      port: config.SAFAR_OPS_PORT,
      setting: "SAFAR_OPS_PORT",
      path: "/readyz",
      program: "a collector",
    },
  ];
  if (embedded)
    ports.push({
      about: "port of analysts",
      host: config.SAFAR_QUERY_LISTEN,
      port: config.SAFAR_QUERY_PORT,
      setting: "SAFAR_QUERY_PORT",
      path: "/ping",
      program: "a ClickHouse",
    });
  const findings = await Promise.all(ports.map(checkPort));
  for (const { about, host, setting } of ports.slice(1)) {
    if (["127.0.0.1", "::1", "localhost"].includes(host)) continue;
    findings.push(
      warn(
        about,
        `It listens on ${host}, not only on this machine.`,
        `Make sure that only your own network can reach it, or set ${setting.replace("PORT", "LISTEN")}=127.0.0.1.`,
      ),
    );
  }
  return findings;
}

function portsOf(config: Config, { collector, ops, clickhouse }: Running): Config {
  const portOf = (address: string) => Number(new URL(address).port || 80);
  return {
    ...config,
    SAFAR_PORT: portOf(collector),
    SAFAR_OPS_PORT: portOf(ops),
    SAFAR_QUERY_PORT: portOf(clickhouse),
  };
}

async function checkPort({ about, host, port, setting, path, program }: Port): Promise<Finding> {
  if (port === 0) return ok(about, "a free port is chosen at the start");
  const at = `${host}:${port}`;
  const error = await tryToListen(host, port);
  if (error === undefined) return ok(about, `${at} is free`);
  if (error.code !== "EADDRINUSE")
    return fail(about, `${at}: ${error.message}`, `Choose another address or port (${setting}).`);
  const answer = await fetch(`${localAddress(host, port)}${path}`, {
    signal: AbortSignal.timeout(3_000),
  }).catch(() => undefined);
  const text = (await answer?.text().catch(() => "")) ?? "";
  if (path === "/readyz" && answer?.status === 200 && text.startsWith("degraded: "))
    return fail(about, text.trim(), 'See OPERATE.md, "Events are missing".');
  if (answer?.status === 200) return ok(about, `${at} is used by ${program} that answers`);
  if (path === "/readyz" && answer?.status === 503)
    return fail(about, `The collector at ${at} is not ready: ${text.trim()}`, "See its log.");
  return fail(
    about,
    `${at} is used by another program.`,
    `Stop that program, or choose another port with ${setting}.`,
  );
}

async function tryToListen(host: string, port: number): Promise<NodeJS.ErrnoException | undefined> {
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, "listening");
    return undefined;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  } finally {
    server.close();
  }
}
