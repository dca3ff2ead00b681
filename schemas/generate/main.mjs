import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { commerceEvents } from "../dist/commerce/events.js";
import { eventsJsonSchema } from "../dist/json-schema.js";
import { generatedFiles } from "./files.mjs";

const commerceTypes = Object.fromEntries(
  Object.entries(commerceEvents).map(([name, schema]) => [name, schema.title]),
);
for (const [path, text] of Object.entries(await generatedFiles(eventsJsonSchema(), commerceTypes))) {
  const file = new URL(`../${path}`, import.meta.url);
  await mkdir(dirname(file.pathname), { recursive: true });
  await writeFile(file, text);
  console.log(path);
}
