import type { ClickHouseClient } from "@clickhouse/client";
import { isOpenFunction } from "./readable.js";
import { ask, inSession } from "./session.js";

/** What the engine is, asked once. */
export interface Engine {
  readonly version: string;
  readonly timeZone: string;
  readonly displayName: string;
  /** Its functions that are not open to analysts, in lower case. */
  readonly closedFunctions: ReadonlySet<string>;
}

export function readEngine(openSession: () => ClickHouseClient): Promise<Engine> {
  return inSession(openSession, async (session) => {
    const { body } = await ask(session, "SELECT version(), timezone()", "TabSeparated");
    const [version = "", timeZone = "UTC"] = body.toString().trim().split("\t");
    const functions = await ask(session, "SELECT name FROM system.functions", "TSVRaw");
    const closed = functions.body
      .toString()
      .split("\n")
      .filter((name) => name !== "" && !isOpenFunction(name));
    return {
      version,
      timeZone,
      displayName: "safar",
      closedFunctions: new Set(closed.map((name) => name.toLowerCase())),
    };
  });
}
