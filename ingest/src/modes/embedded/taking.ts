import type { FastifyInstance } from "fastify";
import type { OpsParts } from "../../metrics/ops-server.js";
import type { Erasures } from "../../people/erasures.js";
import type { Live } from "../../tail/live.js";

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
