// How an engine's process follows the one that started it. File descriptor 3 is the other end of a pipe of that process,
// which writes a line there: `stop` to end this one, or the analysts' ports to open as JSON, once ClickHouse answers.
import { fstatSync } from "node:fs";
import { Socket } from "node:net";
import { createInterface } from "node:readline";

/**
 * @param stop ends the engine, as it was asked to
 * @param gone ends it at once: the process that started it is gone, however that ended
 * @param answers called when ClickHouse answers, before analysts reach it
 */
export function followParent({ stop, gone, answers = () => {} }) {
  // Ctrl-C and a service manager's signals reach every process; this one is needed until the collector has stored all.
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => {});
  const parent = new Socket({ fd: fstatSync(3) && 3, readable: true, writable: true });
  parent.on("error", () => {}).on("close", gone);
  createInterface(parent).on("line", async (line) => {
    if (line === "stop") return stop();
    try {
      answers();
      const gate = JSON.parse(line);
      if (gate.interfaces.length > 0) await (await import("../dist/store/engine/gate.js")).openGate(gate);
      parent.write("open\n");
    } catch (error) {
      console.error(error.message);
      gone();
    }
  });
}
