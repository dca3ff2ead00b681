import { makePrivateFiles } from "./data-folder/private.js";
import { requireDescriptors, thisMachine } from "./settings/machine.js";

makePrivateFiles();

// libuv's threads run the engine's statements beside decompression and file work; four are too few, and the
// number is read once, before the first of them starts.
process.env.UV_THREADPOOL_SIZE ??= "16";

const { run } = await import("./cli.js").catch((error) => {
  // Node says of a module for which no descriptor was left that there is none.
  try {
    requireDescriptors(thisMachine());
  } catch (few) {
    process.stderr.write(`safar: ${(few as Error).message}\n`);
    process.exit(1);
  }
  throw error;
});
await run(process.argv);
