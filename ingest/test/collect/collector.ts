import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { type Embedded, startEmbedded } from "../../src/modes/embedded.js";
import { type Config, readConfig } from "../../src/settings/config.js";
import { webKeyOf } from "../../src/sources/write-keys.js";
import { clickhouseRows } from "../clickhouse-rows.js";

export interface TestCollector extends Embedded {
  readonly writeKey: string;
  readonly folder: string;
  /** Posts a body as it is, with the write key, and gives status, headers and the JSON answer. */
  post(path: string, body: BodyInit, headers?: Record<string, string>): Promise<PostAnswer>;
  /** Rows of a SELECT, asked through ClickHouse's HTTP interface. */
  rows<Row = Record<string, unknown>>(select: string): Promise<Row[]>;
  stop(): Promise<void>;
}

export interface PostAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    success: boolean;
    code?: string;
    accepted?: number;
    rejected?: Rejected[];
    message?: string;
  };
}

interface Rejected {
  readonly index: number;
  readonly messageId: string | null;
  readonly code: string;
  readonly message: string;
}

/** The embedded mode on free ports, in this process; on a temporary folder, if the settings name none. */
export async function startCollector(settings: Partial<Config> = {}): Promise<TestCollector> {
  const folder = settings.SAFAR_DATA ?? (await mkdtemp(join(tmpdir(), "safar-collector-")));
  const config = readConfig({
    env: {},
    flags: {
      SAFAR_DATA: folder,
      SAFAR_PORT: 0,
      SAFAR_QUERY_PORT: 0,
      SAFAR_OPS_PORT: 0,
      SAFAR_LOG_LEVEL: "silent",
      ...settings,
    },
  });
  const embedded = await startEmbedded(config, pino({ level: "silent" }));
  const writeKey = webKeyOf(embedded.sources[0]) ?? "";
  return {
    ...embedded,
    writeKey,
    folder,
    async post(path, body, headers = {}) {
      const response = await fetch(`${embedded.collector}${path}`, {
        method: "POST",
        body,
        headers: {
          authorization: `Basic ${btoa(`${writeKey}:`)}`,
          "content-type": "application/json",
          ...headers,
        },
      });
      return { status: response.status, headers: response.headers, body: await response.json() };
    },
    rows: (select) => clickhouseRows(embedded.clickhouse, embedded.clickhousePassword, select),
    async stop() {
      await embedded.close();
      await rm(folder, { recursive: true });
    },
  };
}
