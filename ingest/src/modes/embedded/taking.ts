import type { FastifyInstance } from "fastify";
import type { OpsParts } from "../../operate/metrics/ops-server.js";
import type { Live } from "../../operate/tail/live.js";
import type { Erasures } from "../../people/erasures.js";

/** Whatever takes events for a data folder: this process, or several. */
export interface Taking extends Pick<OpsParts, "registry" | "unready"> {
  readonly erasures: Erasures;
  /** Resolves when everything that was accepted before is stored. */
  readonly settled: () => Promise<void>;
  readonly tail: Pick<Live, "follow">;
  /** Where it listens already, or what is still to listen. */
  readonly address?: string;
  readonly app?: FastifyInstance;
}
