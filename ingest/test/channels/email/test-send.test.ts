import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { journeysCommand } from "../../../src/journeys/command.js";
import { answer, type MailServer, startMailServer } from "./mail-server.js";

const CART = new URL("../../../journeys/abandoned-cart.json", import.meta.url).pathname;
let server: MailServer;
let printed: string;

beforeEach(async () => {
  printed = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += text;
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = undefined;
  await server.close();
});

function run(...more: string[]) {
  vi.stubEnv("SAFAR_SMTP_URL", `smtp://127.0.0.1:${server.port}?ignoreTLS=true`);
  vi.stubEnv("SAFAR_EMAIL_FROM", "Shop <hello@shop.example>");
  const line = ["test-send", CART, "--node", "remind", "--to", "me@shop.example", ...more];
  return journeysCommand().exitOverride().parseAsync(line, { from: "user" });
}

test("one message of a journey arrives in the language that was asked for", async () => {
  server = await startMailServer();
  await run("--json", "--language", "fa");
  expect(JSON.parse(printed)).toMatchObject({ is: "sent", to: "me@shop.example" });
  expect(server.taken).toEqual([expect.objectContaining({ to: "me@shop.example" })]);
});

test("a refusal is told, and ends with exit code 1", async () => {
  server = await startMailServer({
    onRcptTo: (_address, _session, callback) => callback(answer(550, "5.1.1 No such user")),
  });
  await run();
  expect(printed).toContain("it was refused: 550 5.1.1 No such user");
  expect(process.exitCode).toBe(1);
});

test("a node or a language that is not there is named, with those that are", async () => {
  server = await startMailServer();
  await expect(run("--node", "hour")).rejects.toThrow(
    '"hour" is no node of abandoned-cart that sends a message. There are remind, again.',
  );
  await expect(run("--language", "de")).rejects.toThrow("There are en, fa.");
  expect(server.taken).toEqual([]);
});
