import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import { exception } from "./exception.js";
import { startingDatabase } from "./readable.js";

/** One query as a client asked it over HTTP. */
export interface Question {
  readonly statement: string;
  /** Values of `{name:Type}` places, written as ClickHouse's escaped text. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Every other parameter of the request: settings, and what is none. */
  readonly settings: ReadonlyMap<string, string>;
  readonly database: string;
  /** The format of an answer to a statement without a FORMAT clause. */
  readonly defaultFormat: string;
  readonly queryId: string;
}

export interface HttpRequest {
  readonly headers: IncomingHttpHeaders;
  readonly params: URLSearchParams;
  readonly body: Buffer | undefined;
}

/**
 * Reads a request to `/`: the statement from `?query=`, from the body, or from both with a line break
 * between; parameters, settings, database and format from the URL, a form, or `X-ClickHouse-*` headers.
 *
 * @throws {QueryException} with what is wrong in the request
 */
export async function readQuestion(
  { headers, params, body }: HttpRequest,
  options: { readonly database: string; readonly maxQueryBytes: number },
): Promise<Question> {
  if (params.get("decompress") === "1") {
    throw exception(
      "NOT_IMPLEMENTED",
      "decompress=1 is not supported here. Send the statement as plain text, or with Content-Encoding: gzip",
    );
  }
  const content = await inflated(body ?? Buffer.alloc(0), headers["content-encoding"], options.maxQueryBytes);
  const form = isForm(headers) ? await readForm(content, headers) : undefined;
  const all = new Map([...(form ?? []), ...params]);
  const parts = form
    ? [params.get("query"), form.get("query")]
    : [params.get("query"), content.length > 0 ? asText(content) : null];
  const statement = parts.filter((part) => part !== null && part !== undefined && part !== "").join("\n");
  checkStatement(statement, options.maxQueryBytes);
  const asked = all.get("database") ?? header(headers, "x-clickhouse-database") ?? "";
  const database = startingDatabase(asked, options);
  if (database === undefined) {
    throw exception(
      "UNKNOWN_DATABASE",
      `Database ${asked} is not open here. Use ${options.database}, and write system.tables or system.columns in full`,
    );
  }
  return {
    statement,
    database,
    parameters: parametersOf(all),
    settings: all,
    defaultFormat: all.get("default_format") || header(headers, "x-clickhouse-format") || "TabSeparated",
    queryId: all.get("query_id") || randomUUID(),
  };
}

function checkStatement(statement: string, maxQueryBytes: number): void {
  if (statement.trim() === "") {
    throw exception("SYNTAX_ERROR", "Empty query. Send a statement in the body or in ?query=");
  }
  if (Buffer.byteLength(statement) > maxQueryBytes) {
    throw exception(
      "SYNTAX_ERROR",
      `Max query size exceeded: a statement may have ${maxQueryBytes} bytes here. Put long lists into parameters, {ids:Array(String)}`,
    );
  }
  if (statement.includes("\0")) throw exception("SYNTAX_ERROR", "Syntax error: a statement holds no NUL");
}

function parametersOf(all: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of all) {
    if (!name.startsWith("param_")) continue;
    const parameter = name.slice("param_".length);
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(parameter)) {
      throw exception(
        "BAD_ARGUMENTS",
        `${JSON.stringify(name)} is no parameter: its name has letters, digits and _`,
      );
    }
    parameters.set(parameter, value);
  }
  return parameters;
}

function isForm(headers: IncomingHttpHeaders): boolean {
  return /^multipart\/form-data\b/i.test(headers["content-type"] ?? "");
}

/** Clients send long parameters as the fields of a form. A file in it would be a table of the client's own. */
async function readForm(content: Buffer, headers: IncomingHttpHeaders): Promise<Map<string, string>> {
  const type = headers["content-type"] ?? "";
  const form = await new Response(new Uint8Array(content), { headers: { "content-type": type } })
    .formData()
    .catch((cause: Error) => {
      throw exception("BAD_ARGUMENTS", `The form can't be read: ${cause.message}`);
    });
  const fields = new Map<string, string>();
  for (const [name, value] of form) {
    if (typeof value !== "string") {
      throw exception(
        "NOT_IMPLEMENTED",
        `External table ${name}: tables that a client brings along are not supported here. Pass values as an Array parameter`,
      );
    }
    fields.set(name, value);
  }
  return fields;
}

function asText(content: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    throw exception("BAD_ARGUMENTS", "The body is not UTF-8 text. Send the statement as UTF-8");
  }
}

const INFLATE = { gzip: promisify(gunzip), deflate: promisify(inflate), br: promisify(brotliDecompress) };

/** Stops at the limit, so that a small body that would unpack to a huge one is never unpacked. */
async function inflated(body: Buffer, encoding: string | undefined, maxQueryBytes: number): Promise<Buffer> {
  if (encoding === undefined || encoding === "" || encoding === "identity") return body;
  const unpack = INFLATE[encoding.toLowerCase() as keyof typeof INFLATE];
  if (!unpack) {
    throw exception(
      "NOT_IMPLEMENTED",
      `Content-Encoding ${encoding} is not supported here. Send gzip, deflate, br or plain text`,
    );
  }
  try {
    // A form may carry parameters beside the statement, as much again.
    return await unpack(body, { maxOutputLength: 4 * maxQueryBytes });
  } catch (cause) {
    throw exception(
      "BAD_ARGUMENTS",
      `The body can't be decompressed as ${encoding}: ${(cause as Error).message}`,
    );
  }
}

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
