import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, startEngine } from "../../../src/store/engine/engine.js";
import type { WarehouseError } from "../../../src/store/warehouse/warehouse.js";
import { describeReading, describeWriting } from "../../contract/warehouse.js";

const PASSWORD = "correct horse";
let folder: string;
let engine: Engine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-engine-"));
  engine = await startEngine({ folder, analysts: { password: PASSWORD } });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

const openAs = (user: "collector" | "dashboard" | "operator") => async () => {
  const warehouse = engine.warehouse(user);
  const operator = engine.warehouse("operator");
  return {
    warehouse,
    prepare: (statement: string) => operator.command(statement),
    async close() {
      await warehouse.close();
      await operator.close();
    },
  };
};
describeReading("the engine, as the dashboard", openAs("dashboard"));
describeReading("the engine, as the operator", openAs("operator"));
describeWriting("the engine, as the operator", openAs("operator"));

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; !(await condition()); await sleep(20))
    if (Date.now() > end) throw new Error("It has not come about within 30 seconds.");
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const asAnalyst = (password: string, statement = "SELECT currentUser(), getSetting('readonly') FORMAT TSV") =>
  fetch(engine.url, {
    method: "POST",
    body: statement,
    headers: { authorization: `Basic ${Buffer.from(`default:${password}`).toString("base64")}` },
  });

describe("whoever signs in", () => {
  it("is an analyst with the password, who reads and nothing else", async () => {
    expect(await (await asAnalyst(PASSWORD)).text()).toBe("default\t2\n");
    const refused = await asAnalyst(PASSWORD, "CREATE TABLE safar.mine (a Int8) ENGINE = Memory");
    expect(await refused.text()).toContain("ACCESS_DENIED");
    const listening = await asAnalyst(PASSWORD, "SYSTEM STOP LISTEN HTTP");
    expect(await listening.text()).toContain("READONLY");
  });

  it.each(["", "wrong", `${PASSWORD} `])("is nobody with the password %o", async (password) => {
    const answer = await asAnalyst(password);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(await answer.text()).toMatch(/REQUIRED_PASSWORD|AUTHENTICATION_FAILED/);
  });

  it("does the engine no harm with a wrong password at the native port", async () => {
    const pid = engine.pid();
    for (let tries = 0; tries < 3; tries++)
      expect(await nativeHello("default", "wrong")).toContain("Authentication failed");
    expect(await (await asAnalyst(PASSWORD)).text()).toBe("default\t2\n");
    expect(engine.pid()).toBe(pid);
  });
});

/** Says hello as a native client does (https://clickhouse.com/docs/native-protocol/client), and hears the answer. */
async function nativeHello(user: string, password: string): Promise<string> {
  const [host, port] = engine.native.split(":");
  const socket = connect(Number(port), host);
  const text = (value: string) => Buffer.concat([Buffer.of(value.length), Buffer.from(value)]);
  socket.write(
    Buffer.concat([
      Buffer.of(0),
      text("test"),
      Buffer.of(1, 1, 0xaa, 0xa6, 0x03),
      text("safar"),
      text(user),
      text(password),
    ]),
  );
  const [answer] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return answer.toString("latin1");
}

describe("the data folder", () => {
  it("is held by one engine, which a second one names", async () => {
    const error: WarehouseError = await startEngine({ folder }).then(
      () => expect.unreachable(),
      (thrown) => thrown,
    );
    expect([error.type, error.retryable]).toEqual(["DATA_FOLDER_IN_USE", false]);
    expect(error.message).toContain(`is in use by process ${process.pid}`);
    expect(await (await asAnalyst(PASSWORD)).text()).toBe("default\t2\n");
  });

  it("can be read by its owner alone", async () => {
    for (const name of await readdir(folder, { recursive: true })) {
      const { mode } = await stat(join(folder, name));
      expect([name, (mode & 0o077).toString(8)]).toEqual([name, "0"]);
    }
  });

  it("holds no password in clear", async () => {
    const { readFile } = await import("node:fs/promises");
    const [run] = (await readdir(join(folder, "engine"))).filter((name) => name.startsWith("run-"));
    const users = await readFile(join(folder, "engine", run!, "users.xml"), "utf8");
    for (const user of ["collector", "dashboard", "operator"] as const)
      expect(users).not.toContain(engine.address(user).password);
    expect(users).not.toContain(PASSWORD);
  });
});

describe("an engine that is killed", () => {
  it("is started again on the same ports, with all that was acknowledged", async () => {
    const operator = engine.warehouse("operator");
    await operator.command(
      "CREATE TABLE safar.kept (n UInt32) ENGINE = MergeTree ORDER BY n SETTINGS fsync_after_insert = 1, fsync_part_directory = 1",
    );
    const { url } = engine;
    for (let kills = 0; kills < 3; kills++) {
      await operator.insert("kept", ["n"], [`[${kills}]`]);
      const before = engine.pid();
      process.kill(before, "SIGKILL");
      await until(() => engine.down() !== undefined);
      await until(() => engine.down() === undefined);
      expect(engine.pid()).not.toBe(before);
    }
    expect(engine.url).toBe(url);
    expect(await operator.query("SELECT n FROM kept ORDER BY n")).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
    await operator.close();
  });
});

describe("an engine that is told to end by the terminal or a service manager", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "goes on until its collector has stored all: %s",
    async (signal) => {
      const pid = engine.pid();
      process.kill(pid, signal);
      await sleep(200);
      expect(await (await asAnalyst(PASSWORD)).text()).toBe("default\t2\n");
      expect(engine.pid()).toBe(pid);
    },
  );
});

describe("an engine whose parent ends", () => {
  it.each(["SIGKILL", "SIGTERM"] as const)("ends with it, at %s", async (signal) => {
    const own = await mkdtemp(join(tmpdir(), "safar-parent-"));
    const parent = spawn(process.execPath, [fileURLToPath(new URL("parent.mjs", import.meta.url)), own], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = await once(createInterface({ input: parent.stdout }), "line");
    const pid = Number(line);
    expect(isAlive(pid)).toBe(true);
    parent.kill(signal);
    await until(() => !isAlive(pid));
    await rm(own, { recursive: true, force: true });
  });
});
