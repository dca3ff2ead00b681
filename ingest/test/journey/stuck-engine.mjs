// A process of the embedded mode whose engine computes for hours, and whose stop waits for it.
// Arguments: data folder, limit of the stop in seconds.

import { stopGracefully } from "../../dist/modes/serve/stop.js";
import { newLogger } from "../../dist/output/logging/logger.js";
import { openFolderWarehouse } from "../../dist/store/engine/folder-warehouse.js";

const [, , folder, limit] = process.argv;
const warehouse = await openFolderWarehouse(folder);
const logger = newLogger("info");
stopGracefully(logger, Number(limit), async () => {
  logger.info("closing");
  await stuck;
});
const stuck = warehouse.query("SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 7");
console.log("ready");
