import { readFileSync } from "node:fs";
import { type CallType, eventsJsonSchema, type JsonSchema } from "@safar/schemas";
import { PLATFORM_NAMES, type PlatformName } from "../../sources/webhook-secrets.js";
import { BATCH_PATHS, SINGLE_CALLS } from "../batch.js";
import { REQUEST_ERRORS, type RequestErrorCode } from "../errors.js";
import { PLATFORMS } from "../webhooks/platforms.js";

/** An OpenAPI document as plain data. */
export interface OpenApi {
  readonly openapi: "3.1.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Paths;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> } & Readonly<
    Record<string, unknown>
  >;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
}

/** Operations by address and method. */
export type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: Readonly<Record<string, { readonly example?: unknown }>>;
  };
  readonly [field: string]: unknown;
}

/** Errors that only the browser script's and the settings' addresses answer. */
const NOT_FOR_EVENTS: readonly RequestErrorCode[] = [
  "not_found",
  "method_not_allowed",
  "script_not_built",
  "script_not_found",
];

/** An example of each call. */
export const EXAMPLES: Readonly<Record<CallType, Readonly<Record<string, unknown>>>> = {
  track: {
    userId: "u-42",
    event: "Order Completed",
    messageId: "6f1d0c2a-1",
    timestamp: "2025-06-01T12:00:00.000Z",
    properties: { order_id: "1001", revenue: 59.9, currency: "EUR" },
  },
  identify: { userId: "u-42", anonymousId: "b1946ac9", traits: { plan: "gold" } },
  page: { anonymousId: "b1946ac9", name: "Home", properties: { path: "/" } },
  screen: { anonymousId: "b1946ac9", name: "Basket" },
  group: { userId: "u-42", groupId: "acme", traits: { employees: 12 } },
  alias: { userId: "u-42", previousId: "u-old-42" },
};

const SUMMARIES: Readonly<Record<CallType, string>> = {
  track: "Somebody did something",
  identify: "Who somebody is",
  page: "Somebody saw a page",
  screen: "Somebody saw a screen of an app",
  group: "Somebody belongs to a company or another group",
  alias: "Two ids are one person",
};

/**
 * Builds the OpenAPI document from the schemas that validate events and from the list of errors.
 *
 * @param more addresses of other rooms
 */
export function openApi(more: Paths = {}): OpenApi {
  const { $defs } = withComponentRefs(eventsJsonSchema()) as { $defs: Record<string, JsonSchema> };
  const paths: Record<string, Record<string, Operation>> = {};
  for (const [place, path] of BATCH_PATHS.entries()) {
    paths[path] = {
      post: operation(`batch${place === 0 ? "" : place + 1}`, {
        summary: "Send events that travel together",
        description: place === 0 ? BATCH_DESCRIPTION : `The same as ${BATCH_PATHS[0]}.`,
        schema: "BatchBody",
        example: {
          batch: Object.entries(EXAMPLES).map(([type, example]) => ({ type, ...example })),
          sentAt: "2025-06-01T12:00:01.000Z",
        },
      }),
    };
  }
  const bodies: Record<string, JsonSchema> = {};
  for (const [type, calls] of Object.entries(SINGLE_CALLS) as [CallType, readonly string[]][]) {
    const call = `${type[0]!.toUpperCase()}${type.slice(1)}`;
    bodies[`${call}Body`] = bodyOf($defs[`${call}Call`]!, call);
    for (const [place, path] of calls.entries()) {
      paths[path] = {
        post: operation(`${type}${place === 0 ? "" : place + 1}`, {
          summary: SUMMARIES[type],
          description: place === 0 ? `One ${type} call.` : `The same as ${calls[0]}.`,
          schema: `${call}Body`,
          example: EXAMPLES[type],
        }),
      };
    }
  }
  for (const name of PLATFORM_NAMES) {
    paths[`/v1/webhooks/${name}/{source}`] = { post: webhookOperation(name) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Safar collector", version: release(), description: DESCRIPTION },
    paths: { ...paths, ...more },
    components: {
      schemas: {
        ...$defs,
        ...bodies,
        Accepted: ACCEPTED,
        PlatformBody: { type: "object" },
        Refused: refusedSchema(),
      },
      securitySchemes: {
        basic: { type: "http", scheme: "basic", description: "The write key as user name, no password." },
        bearer: { type: "http", scheme: "bearer", description: "The write key as token." },
        query: {
          type: "apiKey",
          in: "query",
          name: "writeKey",
          description: "For a beacon, which cannot set headers. `writeKey` in the body works too.",
        },
        ...Object.fromEntries(
          PLATFORM_NAMES.map((name) => [
            name,
            {
              type: "apiKey",
              in: "header",
              name: PLATFORMS[name].signatureHeader,
              description: "Base64 of the body's HMAC-SHA256 with the secret that `safar connect` sets.",
            },
          ]),
        ),
      },
    },
    security: [{ basic: [] }, { bearer: [] }, { query: [] }],
  };
}

const DESCRIPTION =
  "Takes the events of shops, by the Segment HTTP tracking API. An answer of 200 says that every event is durable, or was refused with a reason; one bad event harms no other. Whatever content type a body has, it is read as JSON, plain or compressed.";
const BATCH_DESCRIPTION =
  "Up to 2,500 events of 32 KiB each (480 KB with a list of products), 500 KiB together, after decompression too. The same messageId, sent any number of times, is one event.";

interface OperationParts {
  readonly summary: string;
  readonly description: string;
  readonly schema: string;
  readonly example: unknown;
}

function operation(
  operationId: string,
  { summary, description, schema, example }: OperationParts,
): Operation {
  const content = { schema: { $ref: `#/components/schemas/${schema}` }, example };
  return {
    operationId,
    summary,
    description,
    requestBody: { required: true, content: { "application/json": content, "text/plain": content } },
    responses: {
      200: {
        description: "Every event is durable, or refused with a reason. Never send them again.",
        content: { "application/json": { schema: { $ref: "#/components/schemas/Accepted" } } },
      },
      ...errorResponses(),
    },
  };
}

/** A shop platform's web-hook. The platform's documentation describes the body. */
function webhookOperation(name: PlatformName): Operation {
  return {
    ...operation(`${name}Webhook`, {
      summary: `${name === "shopify" ? "Shopify" : "WooCommerce"} tells of an order, a refund or a customer`,
      description:
        "The platform's own JSON, signed. A body that tells of nothing that is counted makes no event.",
      schema: "PlatformBody",
      example: { id: 1001 },
    }),
    parameters: [
      {
        name: "source",
        in: "path",
        required: true,
        description: "The source's name.",
        schema: { type: "string" },
      },
    ],
    security: [{ [name]: [] }],
  };
}

function errorResponses(): Record<string, unknown> {
  const responses: Record<string, { description: string; headers?: unknown; content: unknown }> = {};
  for (const [code, { status, message, retry }] of Object.entries(REQUEST_ERRORS)) {
    if (NOT_FOR_EVENTS.includes(code as RequestErrorCode)) continue;
    const before = responses[status]?.description;
    responses[status] = {
      description: `${before ? `${before}\n\n` : ""}\`${code}\`: ${message}`,
      ...(retry && status !== 413 ? { headers: { "Retry-After": RETRY_AFTER } } : {}),
      content: { "application/json": { schema: { $ref: "#/components/schemas/Refused" } } },
    };
  }
  return responses;
}

const RETRY_AFTER = {
  description: "Whole seconds to wait, at most 300.",
  schema: { type: "integer", minimum: 1, maximum: 300 },
};

const ACCEPTED: JsonSchema = {
  type: "object",
  required: ["success", "accepted", "rejected"],
  properties: {
    success: { const: true },
    accepted: { type: "integer", description: "How many events are durable." },
    rejected: {
      type: "array",
      description: "Those that were refused; sending them again as they are never helps.",
      items: {
        type: "object",
        required: ["index", "messageId", "code", "message"],
        properties: {
          index: { type: "integer", description: "The event's place in the batch, from 0." },
          messageId: { type: ["string", "null"] },
          code: { type: "string", description: "The reason, from a closed list." },
          message: { type: "string", description: "What to do." },
        },
      },
    },
  },
};

function refusedSchema(): JsonSchema {
  return {
    type: "object",
    required: ["success", "code", "message"],
    properties: {
      success: { const: false },
      code: { enum: Object.keys(REQUEST_ERRORS) },
      message: { type: "string", description: "What to do." },
    },
  };
}

/** At a call's own address `type` is optional, and a write key and the time of sending are allowed. */
function bodyOf(call: JsonSchema, name: string): JsonSchema {
  const {
    required,
    properties,
    title: _,
    ...rest
  } = call as {
    required: string[];
    properties: Record<string, JsonSchema>;
    title?: string;
  };
  const { type: __, ...others } = properties;
  return {
    ...rest,
    title: `${name}Body`,
    required: required.filter((field) => field !== "type"),
    properties: {
      ...others,
      writeKey: { type: "string", description: "The write key, if no header has it." },
      sentAt: { type: ["string", "number", "null"], description: "When this attempt was sent." },
    },
  };
}

function withComponentRefs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withComponentRefs);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([keyword, inner]) => [
      keyword,
      keyword === "$ref"
        ? String(inner).replace("#/$defs/", "#/components/schemas/")
        : withComponentRefs(inner),
    ]),
  );
}

function release(): string {
  return JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")).version;
}
