import helmet from "@fastify/helmet";
import statics from "@fastify/static";
import type { FastifyInstance, FastifyReply } from "fastify";
import { NoTurnError, waitingLine } from "../../collect/limits/waiting-line.js";
import { PAGE_POLICY } from "../../collect/page-policy.js";
import { readStub } from "../../collect/script/browser-script.js";
import type { Source } from "../../sources/source.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { askEventRows, MAX_EVENTS_ASKED } from "./event-rows.js";
import { ASSET_FOLDERS, PAGE_PATHS, readPage } from "./page.js";
import { isOfThisMachine, type Reach } from "./reach.js";
import { shopFigures } from "./shop-figures.js";

export interface DemoShopParts {
  readonly warehouse: Warehouse;
  readonly source: Source;
  /** The demo source's public key, which the page contains. */
  readonly writeKey: string;
  readonly reach: Reach;
}

/** Maximum number of row requests that run, and that wait; further ones are told to try again. */
const ROW_REQUESTS_RUNNING = 2;
const ROW_REQUESTS_WAITING = 32;
const ROW_REQUEST_PATIENCE_MS = 5_000;

/**
 * The demo shop: its page, its files, and two read routes for the demo source only: event rows by message id, and
 * the figures. Register it with the shop's path as prefix.
 */
export async function demoShopRoutes(app: FastifyInstance, parts: DemoShopParts): Promise<void> {
  const { warehouse, source, writeKey, reach } = parts;
  const page = await readPage(writeKey);
  const checkPage = await readPage(writeKey, "check.html");
  const sendPage = (reply: FastifyReply, text = page) =>
    reply.type("text/html; charset=utf-8").header("cache-control", "no-cache").send(text);

  app.addHook("onRequest", async (request, reply) => {
    if (reach === "everybody" || isOfThisMachine(request)) return;
    return reply.status(403).send(refused("not_here"));
  });
  // Every origin may send events to the collector, but only the demo shop's own page may read these routes.
  app.addHook("onRoute", (route) => {
    route.config = { ...route.config, cors: false };
  });
  await app.register(helmet, {
    strictTransportSecurity: false, // a local address has no certificate
    referrerPolicy: { policy: "same-origin" },
    contentSecurityPolicy: { useDefaults: false, directives: PAGE_POLICY },
  });
  await app.register(statics, {
    root: ASSET_FOLDERS,
    prefix: "/assets/",
    cacheControl: false,
    setHeaders: (reply) => reply.header("cache-control", "no-cache"),
  });
  const stub = await readStub();
  app.get("/assets/safar-stub.js", (_request, reply) =>
    reply
      .type("text/javascript; charset=utf-8")
      .header("cache-control", "no-cache")
      .send(stub ?? ""),
  );
  app.setErrorHandler((error, request, reply) => {
    const code = codeOf(error);
    if (code === "unavailable") request.log.error({ err: error }, REFUSALS[code].message);
    if (REFUSALS[code].retry) reply.header("retry-after", 1);
    return reply.status(REFUSALS[code].status).send(refused(code));
  });
  app.setNotFoundHandler((request, reply) => {
    reply.status(404).headers({ "cache-control": "no-store", vary: "accept" });
    return request.headers.accept?.includes("text/html") ? sendPage(reply) : reply.send(refused("not_found"));
  });

  app.get("/check", (_request, reply) => sendPage(reply, checkPage));
  for (const path of PAGE_PATHS) app.get(path, (_request, reply) => sendPage(reply));

  const rowRequests = waitingLine(ROW_REQUESTS_RUNNING, ROW_REQUESTS_WAITING);
  app.get<{ Querystring: { id: string[] } }>("/events", { schema: EVENTS_ASKED }, async (request, reply) => {
    reply.header("cache-control", "no-store");
    const leave = await rowRequests.enter(AbortSignal.timeout(ROW_REQUEST_PATIENCE_MS));
    try {
      return { rows: await askEventRows(warehouse, request.query.id) };
    } finally {
      leave();
    }
  });

  const figures = shopFigures(warehouse, source.timeZone);
  app.get("/figures", async (_request, reply) => {
    reply.header("cache-control", "no-store");
    return figures();
  });
}

/** The message ids in the query string, `?id=…&id=…`. */
const EVENTS_ASKED = {
  querystring: {
    type: "object",
    required: ["id"],
    properties: {
      id: {
        type: "array",
        minItems: 1,
        maxItems: MAX_EVENTS_ASKED,
        items: { type: "string", minLength: 1, maxLength: 512 },
      },
    },
  },
};

const REFUSALS = {
  bad_request: { status: 400, retry: false, message: `Ask for 1 to ${MAX_EVENTS_ASKED} events: ?id=…&id=…` },
  not_here: {
    status: 403,
    retry: false,
    message:
      "The demo shop is open only on the collector's machine. SAFAR_DEMO_SHOP=on opens it to everybody.",
  },
  not_found: { status: 404, retry: false, message: "The demo shop has nothing at this address." },
  too_many_requests: {
    status: 429,
    retry: true,
    message: "Too many requests at once. Try again in a second.",
  },
  unavailable: {
    status: 503,
    retry: true,
    message: "ClickHouse does not answer now. Try again in a second.",
  },
} as const;

const refused = (code: keyof typeof REFUSALS) => ({ success: false, code, message: REFUSALS[code].message });

function codeOf(error: unknown): keyof typeof REFUSALS {
  if (error instanceof NoTurnError) return "too_many_requests";
  const { statusCode = 503 } = error as { statusCode?: number };
  return statusCode < 500 ? "bad_request" : "unavailable";
}
