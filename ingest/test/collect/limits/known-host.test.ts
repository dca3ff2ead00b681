import { pino } from "pino";
import { expect, it } from "vitest";
import { hostNames } from "../../../src/collect/limits/known-host.js";
import { buildOpsServer } from "../../../src/operate/metrics/ops-server.js";
import { newRegistry } from "../../../src/operate/metrics/registry.js";
import { operatorRoutes } from "../../../src/operator/routes.js";
import { readConfig } from "../../../src/settings/config.js";

const PATHS = ["/metrics", "/livez", "/readyz", "/operator/", "/nothing"];

async function statuses(host: string, setting = "") {
  const app = await buildOpsServer({
    registry: newRegistry(),
    unready: () => undefined,
    logger: pino({ level: "silent" }),
    hosts: hostNames(setting),
    operator: operatorRoutes("secret", []),
  });
  const answers = await Promise.all(PATHS.map((url) => app.inject({ url, headers: { host } })));
  await app.close();
  return answers.map(({ statusCode }) => statusCode);
}

it.each([
  "evil.example:9464",
  "evil.example",
  "127.0.0.1.evil.example",
  "a.b",
  "a b",
  "evil.example#@localhost",
])("a page whose name %j was pointed to this machine reads nothing", async (host) =>
  expect(await statuses(host)).toEqual(PATHS.map(() => 421)),
);

it.each(["127.0.0.1:9464", "localhost:9464", "[::1]:9464", "10.1.2.3", "collector:9464", "LOCALHOST"])(
  "the operator's tools ask by %s",
  async (host) => expect(await statuses(host)).toEqual([200, 200, 200, 401, 404]),
);

it("a name that the setting lists is let in", async () => {
  const { SAFAR_OPS_HOSTS } = readConfig({
    env: { SAFAR_OPS_HOSTS: "a.svc.cluster.local, Stats.shop.example" },
  });
  expect((await statuses("stats.shop.example:9464", SAFAR_OPS_HOSTS))[0]).toBe(200);
  expect((await statuses("shop.example", SAFAR_OPS_HOSTS))[0]).toBe(421);
});
