import { existsSync } from "node:fs";
import { join } from "node:path";
import { startCollectorProcess } from "../client/collector-process.js";
import { addressOf } from "../data-folder/running.js";
import { readConfig } from "../settings/config.js";
import { localAddress } from "../settings/local-address.js";
import { OPERATOR_PATH } from "./path.js";
import { keptOperatorSecret } from "./secret.js";

/** A collector with a working operator's interface. */
export interface FoundOperator {
  /** Sends a request; the caller checks the status. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Stops what was started for it. */
  close(): Promise<void>;
}

export interface OperatorWanted {
  /** Base address of its operations port; undefined for the collector that runs on the data folder. */
  readonly ops: string | undefined;
  readonly data: string | undefined;
  /** Start a collector for this command if none runs on the data folder. */
  readonly start: boolean;
}

/**
 * Finds a collector's operator's interface.
 *
 * @throws {Error} when none answers or the secret is wrong; the message says what to do
 */
export async function findOperator({ ops, data, start }: OperatorWanted): Promise<FoundOperator> {
  const config = readConfig({ flags: { SAFAR_DATA: data } });
  const folder = config.SAFAR_DATA;
  const hasData = existsSync(join(folder, "metadata"));
  const usual = localAddress(config.SAFAR_OPS_LISTEN, config.SAFAR_OPS_PORT);
  const address = ops ?? (await addressOf("ops", { folder, isThere: hasData, usual }));
  const secret = config.SAFAR_OPERATOR_SECRET || ((await keptOperatorSecret(folder)) ?? "");
  const problem = address === undefined ? "none runs." : await whyNotAnswering(address, secret);
  if (ops === undefined && problem !== undefined && !hasData && config.SAFAR_OPERATOR_SECRET === "")
    throw new Error(
      `There is no data folder ${folder}, or this user may not read it. Name the folder of the collector with --data or ` +
        "SAFAR_DATA, or its operations port with --ops and its secret with SAFAR_OPERATOR_SECRET.",
    );
  if (address !== undefined && problem === undefined)
    return { ask: asker(address, secret), close: async () => {} };
  if (ops !== undefined || !start || !hasData) {
    const where = ops === undefined ? ` of the collector on ${folder}` : "";
    const at = address === undefined ? "" : ` at ${address}`;
    throw new Error(
      `The operator's interface${where}${at} can't be asked: ${problem} Start \`safar serve\`, or name the ` +
        "operations port of a collector with --ops, and its secret with SAFAR_OPERATOR_SECRET.",
    );
  }
  const own = await startCollectorProcess(folder);
  return { ask: asker(own.ops, (await keptOperatorSecret(folder)) ?? ""), close: own.stop };
}

function asker(address: string, secret: string): FoundOperator["ask"] {
  return (path, init = {}) =>
    fetch(`${address.replace(/\/$/, "")}${OPERATOR_PATH}${path}`, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${secret}` },
    });
}

async function whyNotAnswering(address: string, secret: string): Promise<string | undefined> {
  if (secret === "") return "there is no secret for it.";
  try {
    const answer = await asker(address, secret)("/");
    if (answer.ok) return undefined;
    if (answer.status === 401) return "it does not take this secret.";
    return answer.status === 404 ? "it is closed there." : `it answered ${answer.status}.`;
  } catch {
    return "nothing answers.";
  }
}
