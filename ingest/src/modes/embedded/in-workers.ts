import type { Logger } from "pino";
import type { Role, Secrets } from "../../ask/dashboard/roles.js";
import { sessionStore } from "../../ask/dashboard/sessions.js";
import { newDeviceKey } from "../../ask/dashboard/sign-in-limit.js";
import type { CustomerActions } from "../../journeys/customer/action-routes.js";
import { eraseCustomer } from "../../journeys/customer/erase-customer.js";
import type { Change } from "../../journeys/versions/change.js";
import { type ChangeParts, changeJourney } from "../../journeys/versions/change-journey.js";
import { readErasures } from "../../people/erasures.js";
import type { ForgetRequest } from "../../people/forget.js";
import { forgetInTurn } from "../../people/forget-in-turn.js";
import type { Among } from "../../people/identity/aliases.js";
import type { Config } from "../../settings/config.js";
import type { EngineAddress } from "../../store/engine/engine.js";
import type { Opened } from "../composed.js";
import type { Requests } from "../workers/messages.js";
import { shareLimits } from "../workers/share-limits.js";
import { startWorkers } from "../workers/start-workers.js";
import { tailOf } from "../workers/tail.js";
import { watchWorkers } from "../workers/watch.js";
import { auditLogOf, changePartsOf, dashboardSecrets } from "./dashboard.js";
import type { Store } from "./store.js";
import type { Taking } from "./taking.js";

/** What a worker gets at its start, as plain data. */
export interface Given {
  readonly collector: EngineAddress;
  readonly dashboard: EngineAddress;
  /** The password of each dashboard role. */
  readonly secrets: Secrets;
  /** Key that recognises browsers that signed in before, hexadecimal. */
  readonly deviceKey: string;
}

/** Requests of the engine's process to its workers. */
export const SETTLED = "settled";
export const READ_ERASURES = "read erasures";

/** Runs the collector in several processes that share the port; this process keeps the engine and everything shared. */
export async function takeInWorkers(
  config: Config,
  logger: Logger,
  store: Store,
  count: number,
  opened: Opened,
): Promise<Taking> {
  const { engine, warehouse, registry, password, joined } = store;
  let erase: Erase = async () => {
    throw new Error("The collector is starting. Ask again in a moment.");
  };
  const given: Given = {
    collector: engine.address("collector"),
    dashboard: engine.address("dashboard"),
    secrets: dashboardSecrets(config, password),
    deviceKey: Buffer.from(newDeviceKey()).toString("hex"),
  };
  const workers = opened(
    await startWorkers({
      count,
      host: config.SAFAR_LISTEN,
      port: config.SAFAR_PORT,
      wait: false,
      logger,
      given,
      requests: requestsTo(store, changePartsOf(config, store.warehouse), (...asked) => erase(...asked)),
    }),
  );
  shareLimits(workers);
  const watched = opened(watchWorkers(workers, registry, logger));
  // Afterwards no worker accepts events of the erased person; workers that start later read the stored erasures.
  const erasures = await readErasures(warehouse, () => workers.askUntilDone(READ_ERASURES));
  const settled = () => workers.askUntilDone(SETTLED);
  const inTurn = forgetInTurn({ warehouse, erasures, settled, relink: joined.rebuild }, config.SAFAR_DATA);
  erase = (request, who) => eraseCustomer({ inTurn, erasures, auditLog: auditLogOf(config) }, request, who);
  return {
    address: workers.address,
    ...{ erasures, inTurn },
    tail: tailOf(workers),
    registry: watched.registry,
    unready: watched.unready,
  };
}

type Erase = CustomerActions["erase"];

/**
 * Work that this process does for all workers: joining users one at a time, erasing customers, and sessions that are
 * valid in every worker.
 */
function requestsTo({ joined, disk }: Store, journeys: ChangeParts, erase: Erase) {
  const sessions = sessionStore();
  return {
    join: (messages: Among) => joined.join(messages),
    disk(lastFailed: boolean) {
      if (lastFailed) disk.wrote({ failed: true });
      return disk.problem();
    },
    "begin session": (role: Role) => sessions.begin(role),
    "role of session": (token: string) => sessions.roleOf(token) ?? "",
    "end session": (token: string) => sessions.end(token),
    "change journey": ({ change, who }: { readonly change: Change; readonly who: string }) =>
      changeJourney(journeys, change, who),
    "erase customer": ({ request, who }: { readonly request: ForgetRequest; readonly who: string }) =>
      erase(request, who),
  } satisfies Requests;
}
