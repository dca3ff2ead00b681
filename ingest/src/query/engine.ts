import type { ClickHouseClient } from "@clickhouse/client";
import { ask } from "./session.js";

/** What every answer says of the engine. */
export interface Engine {
  readonly version: string;
  readonly timeZone: string;
  readonly displayName: string;
}

export async function readEngine(openSession: () => ClickHouseClient): Promise<Engine> {
  const session = openSession();
  try {
    const { body } = await ask(session, "SELECT version(), timezone()", "TabSeparated");
    const [version = "", timeZone = "UTC"] = body.toString().trim().split("\t");
    return { version, timeZone, displayName: "safar" };
  } finally {
    await session.close();
  }
}
