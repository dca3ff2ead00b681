import type { Admin } from "kafkajs";
import type { Logger } from "pino";
import type { RecordTaker } from "../broker.js";
import type { KafkaSettings } from "./settings.js";

/** What a reader needs. */
export interface ReaderParts {
  readonly settings: KafkaSettings;
  readonly group: string;
  readonly taker: RecordTaker;
  readonly logger: Logger;
  /** Sends Kafka a query with a time limit. */
  readonly ask: <Answer>(question: (admin: Admin) => Promise<Answer>) => Promise<Answer>;
}
