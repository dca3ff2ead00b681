import { writeFile } from "node:fs/promises";
import { journeyJsonSchema } from "../dist/journey/journey-schema.js";
import { eventsJsonSchema } from "../dist/json-schema.js";
import { generatedFiles } from "./files.mjs";

for (const [path, text] of Object.entries(await generatedFiles(eventsJsonSchema(), journeyJsonSchema()))) {
  await writeFile(new URL(`../${path}`, import.meta.url), text);
  console.log(path);
}
