// A ClickHouse of the machine's own, which ends with the process that started this one.
// Arguments: the binary, then its own.
import { spawn } from "node:child_process";
import { followParent } from "./engine-parent.mjs";

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

followParent({
  stop: () => server.kill("SIGTERM"),
  gone() {
    server.kill("SIGKILL");
    process.exit(1);
  },
});
