import cluster from "node:cluster";

/**
 * The `safar` command as a child of another one: it stops when its parent is gone, however that ended. A
 * killed parent can't stop its child, and the child would hold the data folder for ever.
 */
if (!cluster.isWorker) {
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  // The listener alone would keep a process alive that has nothing left to do, such as one that failed to start.
  process.channel?.unref();
}

await import("./main.js");
