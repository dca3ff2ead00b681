import type { IncomingHttpHeaders } from "node:http";
import { sameSecret } from "../same-secret.js";
import { exception } from "./exception.js";

export interface Account {
  /** A name beside `default`, which is what clients send when none is set. */
  readonly user: string;
  readonly password: string;
}

/**
 * Checks who asks. Credentials come as `X-ClickHouse-User`/`-Key` headers, HTTP Basic, or `user` and
 * `password` in the URL, in one of these ways only, as on a ClickHouse server.
 *
 * @throws {QueryException} REQUIRED_PASSWORD (401) when none came, AUTHENTICATION_FAILED (403) when wrong
 */
export function authenticate(headers: IncomingHttpHeaders, params: URLSearchParams, account: Account): void {
  const ways = [fromHeaders(headers), fromBasic(headers.authorization), fromParams(params)].filter(
    (way) => way !== undefined,
  );
  if (ways.length > 1) {
    throw exception(
      "AUTHENTICATION_FAILED",
      "Invalid authentication: send the password in one way only: X-ClickHouse-Key, HTTP Basic, or ?password=",
    );
  }
  const { user, password } = ways[0] ?? { user: "default", password: "" };
  if (ways.length === 0 && account.password !== "") {
    throw exception(
      "REQUIRED_PASSWORD",
      "default: Authentication failed: a password is required. `safar serve` prints it when it starts",
    );
  }
  // Both comparisons run whatever the first one says, so that a name can't be told from a password by time.
  const known = user === "default" || user === account.user;
  if (!(sameSecret(password, account.password) && known)) {
    throw exception(
      "AUTHENTICATION_FAILED",
      `${user}: Authentication failed: password is incorrect, or there is no user with such name. The user here is default`,
    );
  }
}

interface Credentials {
  readonly user: string;
  readonly password: string;
}

function fromHeaders(headers: IncomingHttpHeaders): Credentials | undefined {
  const user = headers["x-clickhouse-user"];
  const password = headers["x-clickhouse-key"];
  if (user === undefined && password === undefined) return undefined;
  return { user: String(user ?? "default"), password: String(password ?? "") };
}

function fromBasic(authorization: string | undefined): Credentials | undefined {
  if (authorization === undefined) return undefined;
  const [, encoded] = /^basic\s+([A-Za-z0-9+/=_-]*)$/i.exec(authorization) ?? [];
  if (encoded === undefined) {
    throw exception(
      "AUTHENTICATION_FAILED",
      "Invalid authentication: of the Authorization header only Basic is known here",
    );
  }
  const decoded = Buffer.from(encoded, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  return colon < 0
    ? { user: decoded, password: "" }
    : { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

function fromParams(params: URLSearchParams): Credentials | undefined {
  if (!params.has("user") && !params.has("password")) return undefined;
  return { user: params.get("user") ?? "default", password: params.get("password") ?? "" };
}
