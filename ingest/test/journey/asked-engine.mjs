// A process of the embedded mode whose engine is still asked, question after question, by somebody for whom the
// stop does not wait. Argument: data folder.
import { setImmediate as nextTurn } from "node:timers/promises";
import { stopGracefully } from "../../dist/modes/serve/stop.js";
import { newLogger } from "../../dist/output/logging/logger.js";
import { openFolderWarehouse } from "../../dist/store/engine/folder-warehouse.js";

const warehouse = await openFolderWarehouse(process.argv[2]);
// Parts that were merged wait for their deletion, which the end of the engine does at once.
await warehouse.command(
  "CREATE TABLE safar.merged (n UInt64, INDEX n_range n TYPE minmax) ENGINE = MergeTree ORDER BY n",
);
for (const n of [1, 2]) await warehouse.command(`INSERT INTO safar.merged VALUES (${n})`);
await warehouse.command("OPTIMIZE TABLE safar.merged FINAL");

stopGracefully(newLogger("warn"), 60, async () => {
  await warehouse.close();
  // Time for the asker to hear the last answer and to ask once more.
  await nextTurn();
});
console.log("asking");
for (let outcome = "answered"; outcome === "answered"; ) {
  outcome = await warehouse.query("SELECT sleep(1)").then(
    () => "answered",
    ({ type }) => type,
  );
  console.log(outcome);
}
