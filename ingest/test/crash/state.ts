import type { Cluster } from "./cluster.js";
import type { Shop } from "./shop.js";
import type { Supervised } from "./supervised.js";

/** How far the shops are, together. */
export function progress(shops: readonly Shop[]): string {
  const sum = (of: (shop: Shop) => number) => shops.reduce((total, shop) => total + of(shop), 0);
  return `${sum((shop) => shop.calls.length)} events tracked, ${sum((shop) => shop.sent)} acknowledged`;
}

/** All that helps to see why a cluster does not do what a test expects of it. */
export async function stateOf(
  { collectors, loaders }: Pick<Cluster, "collectors" | "loaders">,
  shops: readonly Shop[],
): Promise<string> {
  const parts = await Promise.all([...collectors, ...loaders].map(stateOfPart));
  return [progress(shops), ...shops.map(stateOfShop), ...parts].join("\n");
}

function stateOfShop({ name, calls, sent, drops, failures }: Shop): string {
  const failed = [...failures].map(([code, count]) => `${count} × ${code}`).join(", ");
  return `${name}: ${calls.length} tracked, ${sent} acknowledged, ${drops.length} dropped; failed requests: ${failed || "none"}`;
}

async function stateOfPart({ name, pid, ops, ends, said }: Supervised): Promise<string> {
  const lives = ends.map(({ code, signal, asked }) => `${asked ? "" : "by itself: "}${signal ?? code}`);
  return `${name} (process ${pid}, earlier ends: ${lives.join(", ") || "none"}) is ${await readiness(ops)}. It said:\n${said}`;
}

/** What a part's own /readyz says; a part that hangs says nothing. */
async function readiness(ops: string | undefined): Promise<string> {
  if (ops === undefined) return "not started";
  try {
    const answer = await fetch(`${ops}/readyz`, { signal: AbortSignal.timeout(2_000) });
    return `${answer.ok ? "ready" : "not ready"}: ${(await answer.text()).trim()}`;
  } catch (error) {
    return `silent: ${(error as Error).message}`;
  }
}
