// How long an event takes from its sending to its row, and what memory the processes hold meanwhile.
import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const POLL_MS = 50;
const SAMPLE_MS = 1_000;

/**
 * @param options.rate events a second, sent for `minutes`
 * @returns delays of the probes in ms, sorted; of each process its resident memory in MiB, a sample a second
 */
export async function measureEndToEnd(cluster, collector, loader, { rate, minutes, batch }) {
  const script = fileURLToPath(new URL("steady-load.mjs", import.meta.url));
  const settings = {
    port: collector.port,
    writeKey: cluster.writeKey,
    rate,
    batch,
    seconds: minutes * 60,
    probeEveryMs: 100,
  };
  const child = fork(script, [JSON.stringify(settings)], { stdio: ["ignore", "pipe", "inherit", "ipc"] });
  let printed = "";
  child.stdout.on("data", (text) => {
    printed += text;
  });
  const waiting = new Map();
  child.on("message", ({ messageId, sentAt }) => waiting.set(messageId, sentAt));
  let running = true;
  const closed = once(child, "close").then(() => {
    running = false;
  });

  const delays = [];
  const memory = { collector: [], loader: [] };
  const sampling = (async () => {
    while (running) {
      memory.collector.push(collector.rssMiB());
      memory.loader.push(loader.rssMiB());
      await sleep(SAMPLE_MS);
    }
  })();
  const polling = (async () => {
    for (let emptySince = 0; running || waiting.size > 0; ) {
      await sleep(POLL_MS);
      if (waiting.size === 0) continue;
      const ids = [...waiting.keys()].map((id) => `'${id}'`).join(",");
      const select = `SELECT message_id FROM event_rows WHERE source_id = 'shop' AND kind = 'other' AND message_id IN (${ids})`;
      const found = await cluster.query(select);
      const now = Date.now();
      for (const { message_id: id } of found) {
        if (waiting.has(id)) delays.push(now - waiting.get(id));
        waiting.delete(id);
      }
      emptySince = running ? 0 : emptySince || now;
      if (!running && now - emptySince > 30_000) throw new Error(`${waiting.size} probes never became rows`);
    }
  })();
  await Promise.all([closed, sampling, polling]);
  delays.sort((a, b) => a - b);
  return { ...JSON.parse(printed), delays, memory };
}

/** Growth in MiB a minute, by the line that fits best; the first fifth, in which a process warms up, is left out. */
export function slope(samples) {
  const from = Math.floor(samples.length / 5);
  const kept = samples.slice(from);
  const meanAt = (kept.length - 1) / 2;
  const mean = kept.reduce((sum, value) => sum + value, 0) / kept.length;
  let above = 0;
  let below = 0;
  for (const [at, value] of kept.entries()) {
    above += (at - meanAt) * (value - mean);
    below += (at - meanAt) ** 2;
  }
  return below === 0 ? 0 : (above / below) * (60_000 / SAMPLE_MS);
}
