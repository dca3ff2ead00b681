import type { Admin } from "kafkajs";
import type { Logger } from "pino";
import type { RecordTaker } from "../broker.js";
import type { KafkaSettings } from "./settings.js";

/** What a reader of a topic is made of. */
export interface ReaderParts {
  readonly settings: KafkaSettings;
  readonly group: string;
  readonly taker: RecordTaker;
  readonly logger: Logger;
  /** Asks Kafka something, in bounded time. */
  readonly ask: <Answer>(question: (admin: Admin) => Promise<Answer>) => Promise<Answer>;
}
