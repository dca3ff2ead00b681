import { dirname, isAbsolute, join, normalize, sep } from "node:path";
import { readBounded } from "../../settings/read-bounded.js";
import type { View } from "../../store/migrate/views/read-views.js";
import { DATABASE } from "../../store/warehouse/statements.js";

/** A SELECT that gives `customer_id`, and where it gives it `is_guest`. */
export interface Segment {
  readonly name: string;
  /** It may use `{source:String}`, `{since:String}`, `{until:String}`, `{time_zone:String}`, `{currency:String}`. */
  readonly select: string;
}

/** What a segment is asked with: a view with any other parameter needs a file that gives it. */
export const SEGMENT_PARAMETERS = ["source", "since", "until", "time_zone", "currency"] as const;

const LARGEST_SQL = 100_000;

/**
 * Finds what a definition calls a segment: a view, or a `.sql` file named from the folder of the journey's file.
 *
 * @param journeyFile path of the journey's file
 * @param views those of the installed `@safar/schemas`
 * @returns the segment, or a sentence that says what to do
 */
export async function findSegment(
  name: string,
  journeyFile: string,
  views: readonly View[],
): Promise<Segment | string> {
  if (name.endsWith(".sql")) return readSegment(name, journeyFile);
  const fitting = views.filter(isSegmentView);
  const view = fitting.find((each) => each.name === name);
  if (view) return { name, select: `SELECT * FROM ${DATABASE}.${name}${argumentsOf(view)}` };
  return (
    `"${name}" is not a view that returns customer_id from only source, since, until, time_zone and currency. These are: ` +
    `${fitting.map((each) => each.name).join(", ")}. Anything else is a file of your own, such as "segments/${name}.sql".`
  );
}

/** Whether a view can be used as a segment. */
export function isSegmentView({ database, parameters, answer }: View): boolean {
  const known: readonly string[] = SEGMENT_PARAMETERS;
  // What stands before the first FROM outside are the columns; only views about customers name this one there.
  return (
    database === DATABASE &&
    parameters.includes("source") &&
    parameters.every((parameter) => known.includes(parameter)) &&
    /\bAS customer_id,/.test(answer.split("\nFROM")[0] ?? "")
  );
}

function argumentsOf({ parameters }: View): string {
  return `(${parameters.map((name) => `${name} = {${name}:String}`).join(", ")})`;
}

async function readSegment(name: string, journeyFile: string): Promise<Segment | string> {
  const path = normalize(name);
  if (isAbsolute(path) || path.split(sep).includes(".."))
    return `"${name}" lies elsewhere. Keep segments in a folder beside the journey, such as "segments/vip.sql".`;
  const file = join(dirname(journeyFile), path);
  try {
    const text = await readBounded(file, LARGEST_SQL);
    if (typeof text === "number") return `${file} has ${text} bytes, and a segment at most ${LARGEST_SQL}.`;
    const select = text.trim().replace(/;$/, "");
    if (!/\bcustomer_id\b/.test(select)) return `${file} gives no customer_id. Let its SELECT give one.`;
    return { name, select };
  } catch (error) {
    return `${file} can't be read: ${(error as Error).message}.`;
  }
}
