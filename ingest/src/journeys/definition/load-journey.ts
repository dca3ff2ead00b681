import { basename, extname } from "node:path";
import type { View } from "../../store/migrate/views/read-views.js";
import { findSegment } from "../segments/find-segment.js";
import { type JudgedJourney, judgeJourney } from "./judge-journey.js";
import { readJourneyFile } from "./read-file.js";

/** What a file of a journey holds. */
export type LoadedJourney = { readonly file: string } & JudgedJourney;

/** Reads a journey and all that it names, and judges them. Never throws for what stands in a file. */
export async function loadJourney(file: string, views: readonly View[]): Promise<LoadedJourney> {
  const called = basename(file, extname(file));
  const judged = await judgeJourney(
    await readJourneyFile(file),
    (name) => findSegment(name, file, views),
    ({ name }) =>
      called === name
        ? []
        : [
            {
              code: "wrong_name",
              path: ["name"],
              message: `The file is called ${called} and the journey ${name}. Call both the same.`,
            },
          ],
  );
  return { file, ...judged };
}
