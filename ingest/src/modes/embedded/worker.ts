import { join } from "node:path";
import type { Role } from "../../ask/dashboard/roles.js";
import type { Sessions } from "../../ask/dashboard/sessions.js";
import { signInLimit } from "../../ask/dashboard/sign-in-limit.js";
import { newRegistry } from "../../operate/metrics/registry.js";
import { readErasures } from "../../people/erasures.js";
import { aliasesAmong } from "../../people/identity/aliases.js";
import type { Config } from "../../settings/config.js";
import { openSources } from "../../sources/open-sources.js";
import { openHttpWarehouse } from "../../store/warehouse/clickhouse-http.js";
import { openDemoShop } from "../../try/demo-shop/open.js";
import { composed } from "../composed.js";
import { listen } from "../listen.js";
import { shareOf } from "../workers/count.js";
import { type Request, runWorker } from "../workers/worker.js";
import { openEmbeddedCollector } from "./collector.js";
import { followDisk } from "./follow-disk.js";
import { type Given, READ_ERASURES, SETTLED } from "./in-workers.js";

/** Runs this process as a worker started by another one with the same command line. */
export async function runServeWorker(config: Config): Promise<void> {
  const { SAFAR_LOG_LEVEL: logLevel, SAFAR_STOP_SECONDS: stopSeconds } = config;
  await runWorker({ logLevel, stopSeconds }, async ({ count, port, given }, sharing, logger, request) => {
    const own = shareOf(config, count);
    const { collector, dashboard, secrets, deviceKey } = given as Given;
    return await composed(async (opened) => {
      const reads = opened(openHttpWarehouse(collector));
      const figures = opened(openHttpWarehouse(dashboard));
      const shops = opened(await openSources(join(own.SAFAR_DATA, "sources.json"), { logger }));
      const demoShop = await openDemoShop(own, figures, shops.current(), logger);
      if (demoShop) opened(demoShop);
      const erasures = await readErasures(reads);
      const registry = newRegistry();
      const { app, tail, settled, unready } = await openEmbeddedCollector(
        own,
        logger,
        {
          addresses: { collector, dashboard },
          ...{ shops, demoShop, erasures, registry, sharing },
          disk: opened(await followDisk(request)),
          async stored(rows) {
            const messages = aliasesAmong(rows);
            if (messages) await request("join", messages);
          },
          dashboard:
            own.SAFAR_DASHBOARD === "on"
              ? {
                  secrets,
                  changeJourney: (change, who) => request("change journey", { change, who }),
                  eraseCustomer: (whom, who) => request("erase customer", { request: whom, who }),
                  sessions: sessionsOf(request),
                  signInLimit: signInLimit(Buffer.from(deviceKey, "hex"), count),
                }
              : undefined,
        },
        opened,
      );
      return {
        ...{ registry, tail, unready },
        answers: {
          async [SETTLED]() {
            await settled();
            return true;
          },
          async [READ_ERASURES]() {
            await erasures.readAgain();
            return true;
          },
        },
        address: await listen(app, own.SAFAR_LISTEN, port, "SAFAR_PORT"),
      };
    });
  });
}

/** The dashboard's sessions, which the engine's process keeps for all workers. */
function sessionsOf(request: Request): Sessions {
  return {
    begin: (role) => request<string>("begin session", role),
    roleOf: async (token) =>
      token === undefined ? undefined : (await request<Role | "">("role of session", token)) || undefined,
    end: async (token) => (token === undefined ? undefined : await request<void>("end session", token)),
  };
}
