import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import Fastify from "fastify";
import { expect, it } from "vitest";
import { listen } from "../../src/modes/listen.js";

/** Opens connections for half a second, and prints how many the system had taken. */
const CUSTOMERS = `
  const { connect } = require("node:net");
  let taken = 0;
  for (let n = 0; n < 1000; n++) connect(Number(process.argv[1]), "127.0.0.1", () => taken++).on("error", () => {});
  setTimeout(() => { console.log(taken); process.exit(); }, 500);`;

it("who comes while the process is busy waits in the system, and is not ignored until they ask again", async () => {
  const app = Fastify();
  const address = await listen(app, "127.0.0.1", 0, "SAFAR_PORT");
  // Until the other process ends, this one does nothing else.
  const taken = Number(execFileSync(process.execPath, ["-e", CUSTOMERS, new URL(address).port]));
  await app.close();
  expect(taken).toBeGreaterThanOrEqual(Math.min(1000, systemLimit()));
});

it("a port that is taken is told with the setting that chooses another", async () => {
  const first = Fastify();
  const { port } = new URL(await listen(first, "127.0.0.1", 0, "SAFAR_PORT"));
  const second = Fastify();
  await expect(listen(second, "127.0.0.1", Number(port), "SAFAR_PORT")).rejects.toThrow(
    `Can't listen on 127.0.0.1:${port}: another program listens there. Choose another port with --port or SAFAR_PORT`,
  );
  await Promise.all([first.close(), second.close()]);
});

/** How many connections the system lets wait: Linux tells it, others have at least this. */
function systemLimit(): number {
  try {
    return Number(readFileSync("/proc/sys/net/core/somaxconn", "utf8"));
  } catch {
    return 128;
  }
}
