import type { FastifyInstance } from "fastify";
import type { OpsParts } from "../../operate/metrics/ops-server.js";
import type { Live } from "../../operate/tail/live.js";
import type { Erasures } from "../../people/erasures.js";
import type { ForgetInTurn } from "../../people/forget-in-turn.js";

/** The collector of a data folder, in this process or in several. */
export interface Taking extends Pick<OpsParts, "registry" | "unready"> {
  readonly erasures: Erasures;
  /** Erases people, after everything that was accepted before is stored. */
  readonly inTurn: ForgetInTurn;
  readonly tail: Pick<Live, "follow">;
  /** The address it listens on, or the application that does not listen yet. */
  readonly address?: string;
  readonly app?: FastifyInstance;
}
