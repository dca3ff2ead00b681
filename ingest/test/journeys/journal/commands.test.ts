import { afterAll, beforeAll, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow } from "../../../src/event/enrich/event-row.js";
import { factsOf } from "../../../src/journeys/run/facts-of.js";
import { step } from "../../../src/journeys/run/step.js";
import { stepPerson } from "../../../src/journeys/run/step-person.js";
import { writeChange } from "../../../src/journeys/versions/write-change.js";
import { migrate } from "../../../src/store/migrate/migrate.js";
import { type ClickHouseServer, startClickHouseServer } from "../../clickhouse-server/start.js";
import { runSafar } from "../../journey/serve-process.js";

const NOW = Date.now();
const MINUTE = 60_000;

/** Waits an hour, acts, and waits for an order for a day. */
const CART = {
  name: "cart",
  entry: { event: "Product Added" },
  control: 0,
  quiet: false,
  start: "hour",
  nodes: {
    hour: { type: "delay", for: "1 hour", next: "remind" },
    remind: {
      type: "send",
      channels: ["email"],
      message: { en: { subject: "s", text: "t" } },
      next: "order",
    },
    order: { type: "wait", event: "Order Completed", atMost: "1 day", yes: "end", no: "end" },
  },
} as const;

let server: ClickHouseServer;
beforeAll(async () => {
  server = await startClickHouseServer();
  await migrate(server.warehouse);
  for (const [journey, done, after] of [
    ["cart", "published", 0],
    ["late", "published", 0],
    ["idle", "published", 0],
    ["idle", "paused", 1],
  ] as const)
    await writeChange(server.warehouse, {
      ...{ source: "shop", journey, after, done, version: 1, segments: {}, moves: false },
      definition: done === "published" ? { ...CART, name: journey } : null,
    });
  await link();
  await server.warehouse.insert(
    "journey_rows",
    Object.keys(ROW),
    [...sarasRun(), ...MESSAGES, ...OTHERS].map(lineOf),
  );
});
afterAll(() => server.close());

/** Sara came as a visitor, and said who she is later. */
async function link(): Promise<void> {
  const event = { type: "identify", userId: "sara", anonymousId: "visitor-1", messageId: "m-identify" };
  const receipt = { sourceId: "shop", sourceCurrency: "EUR", receivedAt: NOW };
  await server.warehouse.insert("event_rows", EVENT_COLUMNS, [eventRow(event as never, receipt)]);
}

const ROW = {
  ...{
    record: "run",
    source_id: "shop",
    person_key: 11,
    journey_id: "cart",
    run_id: "run-sara",
    message_id: "",
  },
  ...{
    version: 1,
    status: "waiting",
    due_at: 0,
    customer_id: "visitor-1",
    is_guest: true,
    journey_version: 1,
  },
  ...{ node: "hour", status_at: NOW, why: "", variant: "", entered_at: NOW, nodes: [] as string[] },
  ...{ channel: "", kind: "", language: "", state: {} as unknown },
};
const lineOf = (row: Partial<typeof ROW>) => {
  const whole = { ...ROW, ...row };
  const isTime = (name: string) => name.endsWith("_at");
  return JSON.stringify(
    Object.entries(whole).map(([name, value]) => {
      if (name === "state" && typeof value !== "string") return JSON.stringify(value);
      return isTime(name) ? new Date(Number(value)).toISOString().slice(0, -1).replace("T", " ") : value;
    }),
  );
};

/** The run as the reducer has it: its first row, and the one an hour later, which holds. */
function sarasRun(): Partial<typeof ROW>[] {
  const at = NOW - 90 * MINUTE;
  const entry = { id: "m-added", name: "Product Added", commerceName: "product_added", at, properties: {} };
  const facts = factsOf([entry], { timeZone: "UTC", usualHour: undefined, traits: {}, isIn: () => false });
  const [first] = stepPerson(CART as never, "11", [], [entry], facts, at);
  const second = step(CART as never, first!.run, facts, at + 60 * MINUTE);
  const decisions = [...first!.decisions, ...second.decisions];
  const state = (run: unknown, made: unknown) => ({ run, decisions: made });
  return [
    { entered_at: at, due_at: first!.run.due!, status_at: at, state: state(first!.run, first!.decisions) },
    {
      ...{ version: 2, entered_at: at, due_at: second.run.due!, status_at: at + 60 * MINUTE, node: "order" },
      ...{ nodes: ["hour", "remind", "order"], state: state(second.run, decisions) },
    },
  ];
}

const ofSara = { record: "message", node: "remind", channel: "email", kind: "marketing", language: "en" };
const MESSAGES: Partial<typeof ROW>[] = [
  { ...ofSara, message_id: "aaa1", status: "intended", state: { attempts: 0 } },
  {
    ...ofSara,
    message_id: "aaa1",
    version: 2,
    status: "not-sent",
    why: "no-permission",
    state: { attempts: 0 },
  },
  {
    ...ofSara,
    message_id: "bbb1",
    run_id: "x",
    status: "sent",
    state: { to: "a@b.example", attempts: 1, providerId: "p-1" },
  },
  {
    ...ofSara,
    message_id: "bbb2",
    run_id: "x",
    status: "in-doubt",
    state: { attempts: 1, reason: "The connection broke." },
  },
  { ...ofSara, message_id: "ccc1", run_id: "x", status: "attempted", status_at: NOW - 60 * MINUTE },
  { ...ofSara, message_id: "ccc2", run_id: "x", status: "attempted", status_at: NOW + 60 * MINUTE },
  {
    ...ofSara,
    message_id: "ddd1",
    run_id: "x",
    status: "rejected",
    state: "no JSON",
    customer_id: "x\u001b[2J\ny",
  },
];

const OTHERS: Partial<typeof ROW>[] = [
  { journey_id: "late", run_id: "run-late", person_key: 12, customer_id: "late", due_at: NOW - 60 * MINUTE },
  { journey_id: "idle", run_id: "run-idle", person_key: 13, customer_id: "idle", due_at: NOW - 60 * MINUTE },
  {
    run_id: "run-odd",
    person_key: 14,
    customer_id: "odd",
    status: "ended",
    why: "end",
    node: "end",
    state: "[]",
  },
];

const safar = (...args: string[]) =>
  runSafar([...args, "--clickhouse", server.url], {
    ...{ SAFAR_CLICKHOUSE_PASSWORD: server.password, SAFAR_TIME_ZONE: "UTC" },
  }).ended;
const lines = (text: string) =>
  text
    .trim()
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

it("says where a person stands, for what they wait, and all that was decided and not sent", async () => {
  const { code, stdout, stderr } = await safar("journeys", "why", "sara");
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(
    /^cart, version 1: waits at order for Order Completed until \d{4}-\d\d-\d\d \d\d:\d\d\.$/m,
  );
  expect(stdout).toContain("run run-sara of anonymous id visitor-1");
  expect(stdout).toMatch(/ hour: came in by the event m-added$/m);
  expect(stdout).toMatch(/ remind: began the message, call or event of this step$/m);
  expect(stdout).toMatch(
    / remind: message aaa1 email not-sent: The person did not say yes to marketing, or said no\.$/m,
  );
  expect(stdout).not.toContain("bbb1");
  expect(stderr).toContain("anonymous id visitor-1 is user sara in shop");
});

it("tells programs the same, by whichever id they name the person", async () => {
  const [byUser, byVisitor] = await Promise.all([
    safar("journeys", "why", "sara", "--json"),
    safar("journeys", "why", "visitor-1", "--json"),
  ]);
  expect(byVisitor.stdout).toBe(byUser.stdout);
  expect(lines(byUser.stdout)).toMatchObject([
    {
      ...{ id: "run-sara", status: "waiting", node: "order", waitsFor: "Order Completed", isPaused: false },
      entry: { name: "Product Added", id: "m-added" },
      messages: [{ id: "aaa1", status: "not-sent", why: "no-permission" }],
    },
  ]);
  const [{ decisions }] = lines(byUser.stdout);
  expect(decisions.map(({ what }: { what: string }) => what)).toEqual([
    ...["entered", "waits", "delayed", "action", "waits"],
  ]);
});

it("says when nobody carries a run on, and when its journey is paused", async () => {
  const late = await safar("journeys", "why", "late");
  expect(late.stdout).toContain("That time has passed: no journeys engine is running, or it is behind.");
  const idle = await safar("journeys", "why", "idle");
  expect(idle.stdout).toContain("The journey is paused: it goes on when it is resumed.");
  expect(idle.stdout).not.toContain("That time has passed");
});

it("says so when a row can't be read, when somebody is in no journey, and when there is no such journey", async () => {
  const odd = await safar("journeys", "why", "odd");
  expect([odd.code, odd.stdout]).toEqual([0, expect.stringContaining("What it decided can't be read.")]);
  const nobody = await safar("journeys", "why", "nobody");
  expect([nobody.code, nobody.stdout]).toEqual([0, expect.stringContaining("nobody is in no journey")]);
  const unknown = await safar("journeys", "why", "sara", "--journey", "card");
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('No journey "card"')]);
});

it("lists messages as they stand now, by status and journey", async () => {
  const all = await safar("messages", "list", "--json");
  expect(
    lines(all.stdout)
      .map(({ id }) => id)
      .sort(),
  ).toEqual(["aaa1", "bbb1", "bbb2", "ccc1", "ccc2", "ddd1"]);
  const sent = await safar("messages", "list", "--status", "sent", "--json");
  expect(lines(sent.stdout)).toMatchObject([{ id: "bbb1", state: { to: "a@b.example", providerId: "p-1" } }]);
  expect((await safar("messages", "list", "--limit", "2", "--json")).stdout.trim().split("\n")).toHaveLength(
    2,
  );
  const none = await safar("messages", "list", "--journey", "late");
  expect(none.stdout).toBe('There is no message of the journey "late" in source "shop".\n');
  const table = await safar("messages", "list");
  expect(table.stdout).toMatch(/aaa1 .*cart .*remind .*visitor-1 .*not-sent .*did not say yes to marketing/);
});

it("lists what is in doubt, also what was handed over and never answered", async () => {
  const { stdout } = await safar("messages", "in-doubt", "--json");
  expect(
    lines(stdout)
      .map(({ id, status }) => [id, status])
      .sort(),
  ).toEqual([
    ["bbb2", "in-doubt"],
    ["ccc1", "attempted"],
  ]);
  expect((await safar("messages", "in-doubt")).stdout).toContain("The connection broke.");
  expect((await safar("messages", "in-doubt", "--journey", "late")).stdout).toBe("No message is in doubt.\n");
});

it("shows messages whole by the beginnings of their ids, and steers no terminal", async () => {
  const shown = await safar("messages", "show", "bbb");
  expect(shown.stdout).toMatch(/^bbb1\n[\s\S]*^ {2}to +a@b\.example$[\s\S]*^ {2}providerId +p-1$/m);
  expect(shown.stdout).toMatch(/^bbb2\n[\s\S]*^ {2}why +The connection broke\.$/m);
  const odd = await safar("messages", "show", "ddd1");
  expect(odd.stdout).toContain("It can't be read.");
  expect(odd.stdout).toContain("x\\u001b[2J\\u000ay");
  const none = await safar("messages", "show", "bbb1", "fff");
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining("There is no message fff")]);
});
