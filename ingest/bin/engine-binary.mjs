// A ClickHouse of the machine's own, which ends with the process that started this one.
// Arguments: the binary, then its own. File descriptor 3 is the other end of a pipe of that process, which writes
// `answers` there when the interfaces are open, and `stop` to end it.
import { spawn } from "node:child_process";
import { fstatSync } from "node:fs";
import { Socket } from "node:net";

const [binary, ...options] = process.argv.slice(2);
process.umask(0o077);
const server = spawn(binary, options, { stdio: ["ignore", "inherit", "inherit"] });
// Its watchdog is another process of the same program: both are named, so that both can be ended.
console.log(`server ${server.pid}`);
server.once("error", (error) => {
  console.error(`${binary} can't be started: ${error.message}`);
  process.exit(1);
});
server.once("exit", (code) => process.exit(code ?? 1));

for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => {});

const parent = new Socket({ fd: fstatSync(3) && 3, readable: true, writable: true });
parent
  .on("error", () => {})
  .on("close", () => {
    server.kill("SIGKILL");
    process.exit(1);
  });
parent.on("data", (said) => {
  if (String(said).includes("stop")) server.kill("SIGTERM");
  // A server keeps its readers to a folder of their own.
  else parent.write("files closed\n");
});
