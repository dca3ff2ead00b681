import { UNTRUSTED_CERTIFICATE } from "../untrusted-certificate.js";
import { DATABASE, toWarehouseError } from "./statements.js";
import { WarehouseError } from "./warehouse.js";

export interface HttpAddress {
  readonly url: string;
  /** Milliseconds. */
  readonly requestTimeout: number;
}

interface Explanation {
  readonly says: (address: HttpAddress) => string;
  /** Whether a retry can succeed without anybody changing something. */
  readonly retryable: boolean;
}

const unreachable: Explanation = {
  says: ({ url }) => `The connection to ClickHouse at ${url} broke off. Try again in a moment.`,
  retryable: true,
};

const untrusted: Explanation = {
  says: ({ url }) =>
    `The server at ${url} has a certificate that is not trusted here. Name the certificates to trust with SAFAR_CLICKHOUSE_CA, and write the host as its certificate does.`,
  retryable: false,
};

const tooFewReplicas: Explanation = {
  says: ({ url }) =>
    `Too few replicas of a shard have the rows that ClickHouse at ${url} was given: more than half have to. Start the replicas that are down; it goes on by itself. (SAFAR_CLICKHOUSE_QUORUM=one waits for none.)`,
  retryable: true,
};

/** By ClickHouse's error name, or Node's code of a connection error. */
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  ECONNREFUSED: {
    says: ({ url }) => `Nothing listens at ${url}. Start \`safar serve\`, or name the right address.`,
    retryable: true,
  },
  ENOTFOUND: {
    says: ({ url }) => `The host of ${url} is not known. Check the address.`,
    retryable: false,
  },
  EAI_AGAIN: {
    says: ({ url }) => `The host of ${url} can't be looked up now. Check the network.`,
    retryable: true,
  },
  ...Object.fromEntries(UNTRUSTED_CERTIFICATE.map((code) => [code, untrusted])),
  ECONNRESET: unreachable,
  EPIPE: unreachable,
  ETIMEDOUT: unreachable,
  EPROTO: {
    says: ({ url }) => `What listens at ${url} does not speak TLS. Write the address with http://.`,
    retryable: false,
  },
  REQUEST_TIMEOUT: {
    says: ({ url, requestTimeout }) =>
      `ClickHouse at ${url} has not answered within ${requestTimeout / 1000} s. Ask for a shorter range, or try again.`,
    retryable: true,
  },
  TIMEOUT_EXCEEDED: {
    says: ({ url }) => `The question took longer than ClickHouse at ${url} allows. Ask for a shorter range.`,
    retryable: false,
  },
  TOO_MANY_SIMULTANEOUS_QUERIES: {
    says: ({ url }) => `ClickHouse at ${url} is at its limit of simultaneous queries. Try again in a moment.`,
    retryable: true,
  },
  TOO_FEW_LIVE_REPLICAS: tooFewReplicas,
  UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE: tooFewReplicas,
  UNKNOWN_STATUS_OF_INSERT: tooFewReplicas,
  AUTHENTICATION_FAILED: {
    says: ({ url }) => `ClickHouse at ${url} refused the user name or the password.`,
    retryable: false,
  },
  // ClickHouse also answers this to a wrong password of the user default.
  REQUIRED_PASSWORD: {
    says: ({ url }) => `ClickHouse at ${url} refused the user name or the password.`,
    retryable: false,
  },
  UNKNOWN_DATABASE: {
    says: ({ url }) =>
      `ClickHouse at ${url} has no database ${DATABASE}. Create the tables with \`safar migrate\`.`,
    retryable: false,
  },
  ACCESS_DENIED: {
    says: ({ url }) =>
      `ClickHouse at ${url} does not allow this user to do that. Analysts can only read; events go in through the collector.`,
    retryable: false,
  },
  READONLY: {
    says: ({ url }) => `ClickHouse at ${url} is read-only. Events go in through the collector.`,
    retryable: false,
  },
};

/** Converts an error of the HTTP client to a WarehouseError with a sentence that says what to do. */
export function explainHttpError(error: unknown, address: HttpAddress): WarehouseError {
  const { code = "", type, message = "" } = error as { code?: string; type?: string; message?: string };
  const name = type ?? (/^Timeout error/.test(message) ? "REQUEST_TIMEOUT" : code);
  const explanation = EXPLANATIONS[name];
  if (explanation)
    return new WarehouseError(explanation.says(address), name, explanation.retryable, { cause: error });
  if (type !== undefined) return toWarehouseError(error);
  return new WarehouseError(
    `The server at ${address.url} does not answer like ClickHouse: ${message.slice(0, 200)}`,
    name || "UNKNOWN",
    true,
    { cause: error },
  );
}
