import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openHttpWarehouse } from "../../../src/store/warehouse/clickhouse-http.js";
import { startClickHouseServer } from "../../clickhouse-server/start.js";
import { describeReading, describeWriting } from "../../contract/warehouse.js";
import { openAnalystServer, PASSWORD, type TestServer } from "../engine/analyst-server.js";

let server: TestServer;
beforeAll(async () => {
  server = await openAnalystServer();
});
afterAll(() => server.close());

const openAt = (url: string, options = {}) =>
  openHttpWarehouse({ url, username: "default", password: PASSWORD, ...options });

describeReading("an analyst of the engine over HTTP", async () => {
  const warehouse = openAt(server.url);
  return {
    warehouse,
    prepare: (statement) => server.warehouse.command(statement),
    close: () => warehouse.close(),
  };
});

// The same client writes, to a ClickHouse of its own process.
const writable = async () => {
  const clickhouse = await startClickHouseServer();
  return {
    warehouse: clickhouse.warehouse,
    prepare: (statement: string) => clickhouse.warehouse.command(statement),
    close: () => clickhouse.close(),
  };
};
describeReading("a ClickHouse of another process", writable);
describeWriting("a ClickHouse of another process", writable);
describeWriting("a ClickHouse of another process, to which rows go compressed", async () => {
  const clickhouse = await startClickHouseServer();
  const { url, password } = clickhouse;
  const warehouse = openHttpWarehouse({ url, username: "default", password, compress: true });
  return {
    warehouse,
    prepare: (statement: string) => clickhouse.warehouse.command(statement),
    async close() {
      await warehouse.close();
      await clickhouse.close();
    },
  };
});

describe("an insert", () => {
  it.each([true, false])(
    "travels in fewer bytes when it is compressed, and only then (%s)",
    async (compress) => {
      const rows = Array.from({ length: 1_000 }, (_, i) => JSON.stringify([i, "Product Viewed", "shop"]));
      let received = 0;
      const fake = createServer((request, response) => {
        request.on("data", (bytes: Buffer) => {
          received += bytes.length;
        });
        request.on("end", () => response.end());
      });
      const warehouse = openAt(await listening(fake), { compress });
      await warehouse.insert("t", ["a", "b", "c"], rows);
      await warehouse.close();
      fake.close();
      const plain = rows.join("\n").length;
      expect(compress ? received < plain / 4 : received >= plain).toBe(true);
    },
  );
});

// A server of one's own: http://user:password@host:8123
const real = process.env.SAFAR_TEST_CLICKHOUSE_URL;
if (real === undefined) {
  console.warn(
    "Not part of this run: the contract against a real ClickHouse server. Name one in SAFAR_TEST_CLICKHOUSE_URL, as http://user:password@host:8123.",
  );
} else {
  const { origin, username, password } = new URL(real);
  const open = async () => {
    const warehouse = openHttpWarehouse({
      url: origin,
      username: decodeURIComponent(username) || "default",
      password: decodeURIComponent(password),
    });
    return {
      warehouse,
      prepare: (statement: string) => warehouse.command(statement),
      close: () => warehouse.close(),
    };
  };
  describeReading(origin, open);
  describeWriting(origin, open);
}

async function refusal(url: string, options: object, ask = "SELECT 1") {
  const warehouse = openAt(url, options);
  try {
    await warehouse.query(ask);
    throw new Error("It went through.");
  } catch (error) {
    const { message, type, retryable } = error as { message: string; type: string; retryable: boolean };
    return { message, type, retryable };
  } finally {
    await warehouse.close();
  }
}

async function listening(listener: Server): Promise<string> {
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
}

describe("an analyst does not write", () => {
  it("neither rows nor commands, and says where events go in", async () => {
    const warehouse = openAt(server.url);
    for (const attempt of [
      () => warehouse.insert("shop_orders", ["order_id"], ['["x"]']),
      () => warehouse.command("CREATE TABLE safar.x (a Int8) ENGINE = Memory"),
    ]) {
      await expect(attempt()).rejects.toMatchObject({
        type: "ACCESS_DENIED",
        retryable: false,
        message: expect.stringContaining("events go in through the collector."),
      });
    }
    await warehouse.close();
  });
});

describe("a server that has no database yet", () => {
  it("gets one with the first command", async () => {
    const asked: string[] = [];
    let exists = false;
    const fake = createServer(async (request, response) => {
      let statement = "";
      for await (const chunk of request) statement += chunk;
      const database = new URL(request.url ?? "", "http://localhost").searchParams.get("database");
      asked.push(`${database}: ${statement}`);
      if (database === "safar" && !exists) {
        response.writeHead(404);
        response.end(
          "Code: 81. DB::Exception: Database safar does not exist. (UNKNOWN_DATABASE) (version 26.7.2.1 (official build))\n",
        );
        return;
      }
      exists = true;
      response.end();
    });
    const warehouse = openAt(await listening(fake));
    await warehouse.command("CREATE TABLE a");
    await warehouse.command("CREATE TABLE b");
    expect(asked).toEqual([
      "safar: CREATE TABLE a",
      "null: CREATE DATABASE IF NOT EXISTS safar",
      "safar: CREATE TABLE a",
      "safar: CREATE TABLE b",
    ]);
    await warehouse.close();
    fake.close();
  });
});

describe("errors say what to do", () => {
  it("when nothing listens", async () => {
    const listener = createTcpServer();
    const url = await listening(listener);
    await new Promise((resolve) => listener.close(resolve));
    expect(await refusal(url, {})).toEqual({
      type: "ECONNREFUSED",
      retryable: true,
      message: `Nothing listens at ${url}. Start \`safar serve\`, or name the right address.`,
    });
    const warehouse = openAt(url);
    expect(await warehouse.ping()).toBe(false);
    await warehouse.close();
  });

  it("when the password is wrong", async () => {
    expect(await refusal(server.url, { password: "wrong" })).toEqual({
      type: "REQUIRED_PASSWORD",
      retryable: false,
      message: `ClickHouse at ${server.url} refused the user name or the password.`,
    });
  });

  it("when the user is another", async () => {
    expect(await refusal(server.url, { username: "root" })).toMatchObject({ type: "AUTHENTICATION_FAILED" });
  });

  it("when the host is unknown", async () => {
    const { message, retryable } = await refusal("http://no-such-host.invalid:8123", {});
    expect(message).toMatch(/^The host of http:\/\/no-such-host\.invalid:8123 /);
    expect(typeof retryable).toBe("boolean");
  });

  it("when there is no such database", async () => {
    const fake = createServer((_request, response) => {
      response.writeHead(404, { "x-clickhouse-exception-code": "81" });
      response.end(
        "Code: 81. DB::Exception: Database safar does not exist. (UNKNOWN_DATABASE) (version 26.7.2.1 (official build))\n",
      );
    });
    const url = await listening(fake);
    expect(await refusal(url, {})).toEqual({
      type: "UNKNOWN_DATABASE",
      retryable: false,
      message: `ClickHouse at ${url} has no database safar. Create the tables with \`safar migrate\`.`,
    });
    fake.close();
  });

  it("when something else listens", async () => {
    const fake = createServer((_request, response) => response.writeHead(404).end("<html>Not here</html>"));
    const url = await listening(fake);
    expect((await refusal(url, {})).message).toBe(
      `The server at ${url} does not answer like ClickHouse: <html>Not here</html>`,
    );
    fake.close();
  });

  it("when the connection breaks off", async () => {
    const fake = createTcpServer((socket) => {
      socket.once("data", () => socket.resetAndDestroy());
    });
    const url = await listening(fake);
    expect(await refusal(url, {})).toEqual({
      type: "ECONNRESET",
      retryable: true,
      message: `The connection to ClickHouse at ${url} broke off. Try again in a moment.`,
    });
    fake.close();
  });

  it("when no answer comes in time", async () => {
    const fake = createServer(() => undefined);
    const url = await listening(fake);
    expect(await refusal(url, { requestTimeout: 300 })).toEqual({
      type: "REQUEST_TIMEOUT",
      retryable: true,
      message: `ClickHouse at ${url} has not answered within 0.3 s. Ask for a shorter range, or try again.`,
    });
    fake.closeAllConnections();
    fake.close();
  });

  it("when the question takes too long", async () => {
    expect(
      await refusal(server.url, {}, "SELECT sum(number) FROM system.numbers SETTINGS max_execution_time = 1"),
    ).toMatchObject({
      type: "TIMEOUT_EXCEEDED",
      message: `The question took longer than ClickHouse at ${server.url} allows. Ask for a shorter range.`,
    });
  });
});
