import type { ClickHouseClient } from "@clickhouse/client";
import { ask, inSession } from "./session.js";

/** What every answer says of the engine. */
export interface Engine {
  readonly version: string;
  readonly timeZone: string;
  readonly displayName: string;
}

export function readEngine(openSession: () => ClickHouseClient): Promise<Engine> {
  return inSession(openSession, async (session) => {
    const { body } = await ask(session, "SELECT version(), timezone()", "TabSeparated");
    const [version = "", timeZone = "UTC"] = body.toString().trim().split("\t");
    return { version, timeZone, displayName: "safar" };
  });
}
