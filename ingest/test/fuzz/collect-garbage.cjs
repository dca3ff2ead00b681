// Loaded before the collector (node --require): SIGIO makes it collect its garbage, so that what it holds can be read.
const { setFlagsFromString } = require("node:v8");
const { runInNewContext } = require("node:vm");

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
process.on("SIGIO", () => collect());
