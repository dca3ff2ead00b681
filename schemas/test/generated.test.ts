import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { generatedFiles } from "../generate/files.mjs";
import { journeyJsonSchema } from "../src/journey/journey-schema.js";
import { eventsJsonSchema } from "../src/json-schema.js";

const files = await generatedFiles(eventsJsonSchema(), journeyJsonSchema());

describe("the generated files", () => {
  it.each(Object.keys(files))(
    "%s is what the schemas give (else: npm run generate -w @safar/schemas)",
    async (path) => {
      expect(await readFile(new URL(`../${path}`, import.meta.url), "utf8")).toBe(files[path]);
    },
  );
});
