// ClickHouse as a process of its own, out of the library in the npm package `@chdb/lib-…` of this platform.
// Arguments: the library, then those of `clickhouse local`, which opens ClickHouse's own interfaces by
// SYSTEM START LISTEN.
import { constants, mkdtempSync, openSync, rmdirSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { followParent } from "./engine-parent.mjs";

const [library, ...options] = process.argv.slice(2);
const { DataType, load, open } = createRequire(import.meta.url)("ffi-rs");
const { I32, String: Text } = DataType;

// Files that the engine makes hold people's events: they are their owner's alone.
process.umask(0o077);

// What was acknowledged is on the disk, so an end needs no farewell.
const end = () => process.kill(process.pid, "SIGKILL");
followParent({ stop: end, gone: end, answers: closeFiles });

/**
 * Keeps every reader of ClickHouse from this machine's files. clickhouse-local lets the function `file` read each of
 * them, whatever a user was granted, but first it asks for the folder that relative names belong to (FunctionFile.cpp),
 * which is the working directory: without one it fails. The engine itself works by absolute names.
 */
function closeFiles() {
  const folder = mkdtempSync(join(tmpdir(), "safar-engine-"));
  process.chdir(folder);
  rmdirSync(folder);
}

/**
 * Makes a terminal the standard input. clickhouse-local ends its process at any exception of a connection, such as a
 * wrong password at the native port, unless a person sits at a terminal (`KillingErrorHandler` in its LocalServer.cpp).
 */
function sitAtTerminal() {
  open({ library: "libc", path: process.platform === "darwin" ? "libSystem.dylib" : "libc.so.6" });
  const call = (funcName, retType, values) =>
    load({ library: "libc", funcName, retType, paramsType: values.map(() => I32), paramsValue: values });
  const mode = constants.O_RDWR | constants.O_NOCTTY;
  const keyboard = call("posix_openpt", I32, [mode]);
  if (keyboard < 0 || call("grantpt", I32, [keyboard]) !== 0 || call("unlockpt", I32, [keyboard]) !== 0)
    throw new Error("No pseudo-terminal can be had here (/dev/ptmx). The engine needs one.");
  const terminal = openSync(call("ptsname", Text, [keyboard]), mode);
  if (call("dup2", I32, [terminal, 0]) !== 0) throw new Error("The pseudo-terminal can't be used.");
}

sitAtTerminal();

open({ library: "clickhouse", path: library });
const argv = ["clickhouse", ...options];
const code = await load({
  library: "clickhouse",
  funcName: "chdb_query_cmdline",
  retType: I32,
  paramsType: [I32, DataType.StringArray],
  paramsValue: [argv.length, argv],
  // The call lasts as long as the engine; this thread goes on listening to the pipe and to signals.
  runInNewThread: true,
});
process.exit(code === 0 ? 0 : 1);
