import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * - `pass`: bytes go through.
 * - `refuse`: new connections are closed at once, those that stand are cut.
 * - `freeze`: connections are taken and stay open, and no byte moves: a cable pulled out.
 * - `delay`: bytes go through, each some time later.
 */
export type ProxyMode = "pass" | "refuse" | "freeze" | "delay";

export interface TcpProxyOptions {
  /** Where connections go on to; only the port, for everything is on this machine. */
  readonly target: number;
  /** Port to listen on; 0 takes a free one. */
  readonly port?: number;
}

export interface TcpProxy {
  readonly port: number;
  /** Changes what happens to every connection, those that stand and those to come. */
  set(mode: ProxyMode, delayMs?: number): void;
  /** Resets every connection in the middle of whatever it carries; new ones are taken. */
  cut(): void;
  /** Connections that stand. */
  readonly connections: number;
  close(): Promise<void>;
}

/** A TCP proxy that breaks connections as networks do. */
export async function startTcpProxy({ target, port = 0 }: TcpProxyOptions): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  let mode: ProxyMode = "pass";
  let delayMs = 0;
  const server = createServer((near) => {
    if (mode === "refuse") {
      near.on("error", () => {});
      near.resetAndDestroy();
      return;
    }
    const pair = joined(near, connect({ port: target, host: "127.0.0.1" }), () => delayMs);
    pairs.add(pair);
    near.once("close", () => pairs.delete(pair));
    if (mode === "freeze") pair.hold();
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");

  const cut = () => {
    for (const pair of pairs) pair.cut();
  };
  return {
    port: (server.address() as { port: number }).port,
    set(next, delay = 0) {
      mode = next;
      delayMs = next === "delay" ? delay : 0;
      if (mode === "refuse") cut();
      for (const pair of pairs) mode === "freeze" ? pair.hold() : pair.release();
    },
    cut,
    get connections() {
      return pairs.size;
    },
    async close() {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}

interface Pair {
  hold(): void;
  release(): void;
  cut(): void;
}

/** Carries bytes between two sockets, in order, whatever the delay; when one ends, the other does. */
function joined(near: Socket, far: Socket, delayMs: () => number): Pair {
  const cut = () => {
    near.resetAndDestroy();
    far.resetAndDestroy();
  };
  carry(near, far, delayMs);
  carry(far, near, delayMs);
  for (const socket of [near, far]) {
    socket.setNoDelay(true);
    socket.on("error", cut);
    socket.on("close", cut);
  }
  return {
    hold() {
      near.pause();
      far.pause();
    },
    release() {
      near.resume();
      far.resume();
    },
    cut,
  };
}

function carry(from: Socket, to: Socket, delayMs: () => number): void {
  let carried = Promise.resolve();
  const inOrder = (run: () => void) => {
    const delay = delayMs();
    const due = performance.now() + delay;
    carried = carried.then(async () => {
      if (delay > 0) await sleep(due - performance.now());
      run();
    });
  };
  from.on("data", (bytes) =>
    inOrder(() => {
      if (!to.destroyed) to.write(bytes);
    }),
  );
  from.on("end", () =>
    inOrder(() => {
      to.end();
    }),
  );
}
