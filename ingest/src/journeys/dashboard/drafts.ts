import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { JourneyDraft, ShippedJourney } from "@safar/schemas/dashboard";
import { Type } from "typebox";
import type { View } from "../../store/migrate/views/read-views.js";
import { type JudgedJourney, judgeJourney } from "../definition/judge-journey.js";
import { LARGEST_FILE, parseJourney } from "../definition/read-file.js";
import { shippedFolder } from "../new-command.js";
import { findSegment } from "../segments/find-segment.js";

/** A journey as it is typed: the text of its file, and the SELECTs of the files that it names. */
export const Draft = Type.Object(
  {
    text: Type.String({ maxLength: LARGEST_FILE }),
    segments: Type.Record(Type.String(), Type.String({ maxLength: 100_000 }), { maxProperties: 200 }),
  },
  { additionalProperties: false },
);

/** Judges a draft as a file is judged. A text that begins with a brace is JSON, any other one YAML. */
export function judgeDraft({ text, segments }: JourneyDraft, views: readonly View[]): Promise<JudgedJourney> {
  return judgeJourney(parseJourney(text, text.trimStart().startsWith("{")), async (name) => {
    if (!name.endsWith(".sql")) return await findSegment(name, "", views);
    const select = Object.hasOwn(segments, name) ? segments[name] : undefined;
    return select === undefined
      ? `"${name}" is a file of your own. Open it together with the journey's file.`
      : { name, select: select.trim().replace(/;$/, "") };
  });
}

/** The journeys that come with Safar, with the segments that they name. */
export async function readShipped(): Promise<ShippedJourney[]> {
  const folder = shippedFolder();
  const read = (file: string) => readFile(join(folder, file), "utf8");
  const files = (await readdir(folder)).filter((file) => file.endsWith(".json")).sort();
  return await Promise.all(
    files.map(async (file) => {
      const text = await read(file);
      const { name, title, description } = JSON.parse(text) as ShippedJourney;
      const named = [...new Set(text.match(/segments\/[a-z-]+\.sql/g) ?? [])];
      const segments = await Promise.all(
        named.map(async (own) => [own, (await read(own)).trim().replace(/;$/, "")] as const),
      );
      return { name, title, description, text, segments: Object.fromEntries(segments) };
    }),
  );
}
