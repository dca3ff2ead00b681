/**
 * Errors in ClickHouse's own form: clients read the number, the name and the text, and some decide by them
 * whether to try again. Numbers and names: ClickHouse's src/Common/ErrorCodes.cpp.
 */
export const CODES = {
  BAD_ARGUMENTS: 36,
  NOT_IMPLEMENTED: 48,
  SYNTAX_ERROR: 62,
  UNKNOWN_DATABASE: 81,
  UNKNOWN_SETTING: 115,
  TIMEOUT_EXCEEDED: 159,
  READONLY: 164,
  REQUIRED_PASSWORD: 194,
  TOO_MANY_SIMULTANEOUS_QUERIES: 202,
  ABORTED: 236,
  ACCESS_DENIED: 497,
  AUTHENTICATION_FAILED: 516,
  UNKNOWN_EXCEPTION: 1002,
} as const;

export class QueryException extends Error {
  override readonly name = "QueryException";
  constructor(
    readonly code: number,
    /** ClickHouse's name of the code, such as `SYNTAX_ERROR`. */
    readonly type: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** The HTTP status that a ClickHouse server gives this code. */
  get status(): number {
    return STATUS_BY_TYPE.get(this.type) ?? 500;
  }

  /** The answer's body, as a ClickHouse server words it. */
  toText(version: string): string {
    const sentence = this.message.replace(/\.?\s*$/, ".");
    return `Code: ${this.code}. DB::Exception: ${sentence} (${this.type}) (version ${version} (official build))\n`;
  }
}

/** An exception by its name, with a sentence that says what to do. */
export function exception(type: keyof typeof CODES, message: string): QueryException {
  return new QueryException(CODES[type], type, message);
}

/** Statuses other than 500: ClickHouse's src/Server/HTTP/exceptionCodeToHTTPStatus.cpp. */
const TYPES_BY_STATUS: Readonly<Record<number, string>> = {
  400: `BAD_ARGUMENTS CANNOT_COMPILE_REGEXP CANNOT_PARSE_TEXT CANNOT_PARSE_ESCAPE_SEQUENCE
    CANNOT_PARSE_QUOTED_STRING CANNOT_PARSE_DATE CANNOT_PARSE_DATETIME CANNOT_PARSE_NUMBER
    CANNOT_PARSE_DOMAIN_VALUE_FROM_STRING CANNOT_PARSE_IPV4 CANNOT_PARSE_IPV6
    CANNOT_PARSE_INPUT_ASSERTION_FAILED CANNOT_PARSE_UUID DUPLICATE_COLUMN ILLEGAL_COLUMN
    UNKNOWN_ELEMENT_IN_AST UNKNOWN_TYPE_OF_AST_NODE THERE_IS_NO_COLUMN TOO_DEEP_AST TOO_BIG_AST
    UNEXPECTED_AST_STRUCTURE SYNTAX_ERROR INCORRECT_DATA TYPE_MISMATCH VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE`,
  401: "REQUIRED_PASSWORD",
  403: "UNKNOWN_USER WRONG_PASSWORD AUTHENTICATION_FAILED SET_NON_GRANTED_ROLE ACCESS_DENIED",
  404: `UNKNOWN_TABLE UNKNOWN_FUNCTION UNKNOWN_IDENTIFIER UNKNOWN_TYPE UNKNOWN_STORAGE UNKNOWN_DATABASE
    UNKNOWN_SETTING UNKNOWN_DIRECTION_OF_SORTING UNKNOWN_AGGREGATE_FUNCTION UNKNOWN_FORMAT
    UNKNOWN_DATABASE_ENGINE UNKNOWN_TYPE_OF_QUERY UNKNOWN_ROLE`,
  408: "TIMEOUT_EXCEEDED",
  411: "HTTP_LENGTH_REQUIRED",
  413: "QUERY_IS_TOO_LARGE",
  415: "UNSUPPORTED_MEDIA_TYPE",
  501: "NOT_IMPLEMENTED",
  503: "SOCKET_TIMEOUT CANNOT_OPEN_FILE CANNOT_SCHEDULE_TASK",
};

const STATUS_BY_TYPE: ReadonlyMap<string, number> = new Map(
  Object.entries(TYPES_BY_STATUS).flatMap(([status, types]) =>
    types.split(/\s+/).map((type) => [type, Number(status)] as const),
  ),
);

/**
 * What the engine threw, read from its text: `Code: 62. DB::Exception: … (SYNTAX_ERROR)`. Errors of parsing
 * come wrapped in themselves, with a version each.
 */
export function fromEngine(error: unknown): QueryException {
  if (error instanceof QueryException) return error;
  let message = engineText(error);
  let code: number | undefined;
  let type: string | undefined;
  for (let wrapped = HEAD.exec(message); wrapped; wrapped = HEAD.exec(message)) {
    code = Number(wrapped[1]);
    const [tail = "", named] = TAIL.exec(message) ?? [];
    type = named ?? type;
    message = message.slice(wrapped[0].length, message.length - tail.length);
  }
  if (code === undefined) {
    return new QueryException(CODES.UNKNOWN_EXCEPTION, "UNKNOWN_EXCEPTION", message, { cause: error });
  }
  return new QueryException(code, type ?? nameOf(code), message, { cause: error });
}

const HEAD = /^Code: (\d+)\. DB::Exception: /;
const TAIL = /\.? ?\(([A-Z][A-Z0-9_]+)\)(?: \(version [^)]*(?:\([^)]*\))?\))?\.?\s*$/;

/** The client shortens what the engine said, so its cause is read first. */
function engineText(error: unknown): string {
  const { cause, message } = error as { cause?: { message?: string }; message?: string };
  return cause?.message ?? message ?? String(error);
}

function nameOf(code: number): string {
  return Object.entries(CODES).find(([, value]) => value === code)?.[0] ?? "UNKNOWN_EXCEPTION";
}
