import childProcess from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";

// Loaded before each unit test. What starts a process or listens is an integration test.
const refuse = () => {
  throw new Error("A unit test starts nothing. Name this file in .ci/paces.mjs: INTEGRATION or SYSTEM.");
};
Object.assign(childProcess, { spawn: refuse, execFile: refuse, exec: refuse, fork: refuse });
net.Server.prototype.listen = refuse;
syncBuiltinESMExports();
