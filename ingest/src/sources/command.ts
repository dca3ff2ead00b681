import { Command } from "commander";
import { readConfig } from "../config.js";
import { newWriteKey } from "./sources-file.js";

/** `safar sources`: prints a first file of sources, with a new write key. */
export function sourcesCommand(): Command {
  return new Command("sources")
    .summary("print a first file of sources and write keys for `safar collect`")
    .description(
      "Prints a file of sources with one source and a new write key, for SAFAR_SOURCES: every `safar collect` reads " +
        "the same one. Name, currency and time zone come from SAFAR_SOURCE, SAFAR_CURRENCY and SAFAR_TIME_ZONE. More " +
        "sources and more keys of one source are added with an editor; collectors read the file when they start.",
    )
    .addHelpText(
      "after",
      "\nExample:\n  $ safar sources > sources.json\n  $ SAFAR_SOURCES=sources.json safar collect\n",
    )
    .action(() => {
      const config = readConfig();
      const source = {
        id: config.SAFAR_SOURCE,
        currency: config.SAFAR_CURRENCY,
        timeZone: config.SAFAR_TIME_ZONE,
        writeKeys: [newWriteKey()],
      };
      console.log(JSON.stringify({ sources: [source] }, null, 2));
    });
}
