import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { onSmallDisk } from "../faults/small-disk.js";
import { runSafar, startServe } from "./serve-process.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-start-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const serve = (data: string, ...more: string[]) =>
  runSafar(["serve", "--data", data, "--port", "0", "--query-port", "0", "--ops-port", "0", ...more], {
    SAFAR_LOG_LEVEL: "error",
  }).ended;

describe("a start that can't be", () => {
  it("of a second process on the same data folder names the first", async () => {
    const data = join(folder, "twice");
    const first = await startServe(data);
    const second = await serve(data);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`is in use by process ${first.child.pid}`);
    expect(await first.rows("SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(await first.end("SIGTERM")).toBe(0);
  });

  it("on a port that is taken says so, and lets the data folder go", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    const { port } = taken.address() as { port: number };
    const data = join(folder, "port");
    const { code, stderr } = await serve(data, "--port", String(port));
    taken.close();
    expect(code).toBe(1);
    expect(stderr).toContain(`Can't listen on 127.0.0.1:${port}: another program listens there`);
    const next = await startServe(data);
    expect(await next.end("SIGTERM")).toBe(0);
  });

  it("says of all ports at once which are taken, and what chooses each", async () => {
    const squatters = [createServer(), createServer()];
    const [ops, query] = await Promise.all(
      squatters.map(async (server) => {
        server.listen(0, "127.0.0.1");
        await once(server, "listening");
        return String((server.address() as { port: number }).port);
      }),
    );
    const { code, stderr } = await serve(join(folder, "ports"), "--ops-port", ops!, "--query-port", query!);
    for (const server of squatters) server.close();
    expect(code).toBe(1);
    expect(stderr).toContain("Can't listen on 2 ports:");
    expect(stderr).toContain(
      `127.0.0.1:${ops}: another program listens there. Choose another port with --ops-port or SAFAR_OPS_PORT.`,
    );
    expect(stderr).toContain(
      `127.0.0.1:${query}: another program listens there. Choose another port with --query-port`,
    );
  });

  it("keeps a new data folder out of git, and tells the dashboard's password beside its address", async () => {
    const data = join(folder, "new");
    const args = ["--data", data, "--port", "0", "--query-port", "0", "--ops-port", "0"];
    const { child, ended, printed } = runSafar(["serve", ...args], {
      SAFAR_LOG_LEVEL: "error",
      SAFAR_SMTP_URL: "smtp://shop:secret-of-mail@127.0.0.1:1",
      SAFAR_EMAIL_FROM: "Shop <hello@shop.example>",
      SAFAR_PUBLIC_URL: "https://collect.shop.example",
    });
    await vi.waitFor(() => expect(printed.stdout).toContain("Ctrl-C"), { timeout: 120_000 });
    child.kill("SIGTERM");
    await ended;
    expect(printed.stdout).toContain("e-mail by 127.0.0.1:1 as Shop <hello@shop.example>");
    expect(printed.stdout).not.toContain("secret-of-mail");
    expect(await readFile(join(data, ".gitignore"), "utf8")).toBe("*\n");
    const [, password] = /ClickHouse .* password (\S+)/.exec(printed.stdout) ?? [];
    expect(printed.stdout).toMatch(new RegExp(`dashboard .*password ${password}\\n`));
  });

  it.each([
    ["a folder that can't be made", () => join(folder, "file", "data"), "can't be made"],
    ["a file", () => join(folder, "file"), "can't be"],
  ])("on %s says what to do", async (_, data, said) => {
    await writeFile(join(folder, "file"), "");
    const { code, stderr } = await serve(data());
    expect(code).toBe(1);
    expect(stderr).toContain(said);
    expect(stderr).toContain("SAFAR_DATA");
  });

  it("on a folder that can't be written says what to do", () =>
    onSmallDisk(join(folder, "closed"), "ro", async () => {
      const { code, stderr } = await serve(join(folder, "closed"));
      expect(code).toBe(1);
      expect(stderr).toContain("Check that it is writable");
    }));

  it.each([
    [["--port", "70000"], "SAFAR_PORT must be <= 65535"],
    [["--port", "x"], "SAFAR_PORT must be integer"],
    [["--config", "/nowhere.json"], "/nowhere.json can't be read"],
  ])("with %j names the setting", async (args, said) => {
    const { code, stderr } = await serve(join(folder, "config"), ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });
});
