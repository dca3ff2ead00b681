import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { buildDashboard } from "../../../src/ask/dashboard/app.js";
import { isPersonal, paramsOf } from "../../../src/ask/dashboard/question.js";
import { QUESTIONS } from "../../../src/ask/dashboard/questions.js";
import { IDLE_MS, LONGEST_MS, sessionStore } from "../../../src/ask/dashboard/sessions.js";
import { journeyQuestions } from "../../../src/journeys/dashboard/questions.js";
import { startCollector, type TestCollector } from "../../collect/collector.js";
import { newReader } from "./reader.js";

let collector: TestCollector;

const NO_CLICKHOUSE = {
  read: async () => {
    throw new Error("Nothing is asked here.");
  },
  close: async () => {},
};

beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.stop());

const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;

describe("the page", () => {
  it("stands at /, under a policy that lets it load its own files alone, and holds no secret", async () => {
    const answer = await newReader(collector).get("/");
    expect(answer.status).toBe(200);
    const policy = answer.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("trusted-types 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|data:|\*/);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    const page = await answer.text();
    for (const secret of [collector.clickhousePassword, collector.writeKey])
      expect(page).not.toContain(secret);
    expect(page).not.toMatch(/\{\{|https?:|<script>|<style| style=/);
  });

  it("loads files that are named by their hash, compressed, and kept for a year", async () => {
    const page = await (await newReader(collector).get("/")).text();
    const paths = [...page.matchAll(/(?:src|href)="(\/dashboard\/[^"]+)"/g)].map(([, path]) => path!);
    expect(paths).toHaveLength(3);
    for (const path of paths) {
      const file = await newReader(collector).get(path, { "accept-encoding": "br" });
      expect(file.status, path).toBe(200);
      expect(file.headers.get("content-encoding")).toBe("br");
      expect(file.headers.get("cache-control")).toContain("immutable");
    }
  });
});

describe("signing in", () => {
  it("takes the secret, by a cookie that scripts can't read and other sites can't send", async () => {
    const reader = newReader(collector);
    const answer = await reader.signIn(collector.clickhousePassword);
    expect(answer.status).toBe(204);
    const [cookie = ""] = answer.headers.getSetCookie();
    expect(cookie).toContain("HttpOnly");
    expect(cookie).toContain("SameSite=Strict");
    expect(cookie).toContain(`Max-Age=${IDLE_MS / 1000}`);
    expect(cookie).not.toContain(collector.clickhousePassword);
    expect(cookie).not.toContain("Secure");
    expect((await reader.ask("sources", {})).status).toBe(200);
  });

  it("asks for TLS behind a proxy that speaks it", async () => {
    const answer = await newReader(collector).post(
      "/dashboard/session",
      { secret: collector.clickhousePassword },
      { "x-forwarded-proto": "https" },
    );
    expect(answer.headers.getSetCookie()[0]).toContain("Secure");
  });

  it.each([
    ["the public key", () => collector.writeKey],
    ["a wrong password", () => `${collector.clickhousePassword}x`],
    ["a beginning of it", () => collector.clickhousePassword.slice(0, -1)],
  ])("does not take %s", async (_what, secret) => {
    const reader = newReader(collector);
    const answer = await reader.signIn(secret());
    expect(answer.status).toBe(401);
    expect(await codeOf(answer)).toBe("wrong_secret");
    expect((await reader.ask("sources", {})).code).toBe("signed_out");
  });

  it.each([{}, { secret: "" }, { secret: 1 }, { secret: ["x"] }, []])(
    "does not take %j for a secret",
    async (body) => {
      const answer = await newReader(collector).post("/dashboard/session", body);
      expect([400, 401]).toContain(answer.status);
      expect(answer.headers.getSetCookie()).toEqual([]);
    },
  );

  it.each<Record<string, string>>([
    { origin: "https://evil.example" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ])("is refused to the page of another site: %j", async (headers) => {
    const answer = await newReader(collector).post(
      "/dashboard/session",
      { secret: collector.clickhousePassword },
      headers,
    );
    expect(answer.status).toBe(403);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });

  describe("by those who guess", () => {
    const SECRET = "سفر به خیر";
    type From = { headers?: Record<string, string>; remoteAddress?: string };
    let app: FastifyInstance;
    beforeEach(async () => {
      // A slow machine would give new tries meanwhile.
      vi.spyOn(performance, "now").mockReturnValue(1_000_000);
      app = await buildDashboard({
        reader: NO_CLICKHOUSE,
        secrets: { viewer: SECRET },
        logger: pino({ level: "silent" }),
      });
    });
    afterEach(async () => {
      vi.restoreAllMocks();
      await app.close();
    });
    const attempt = (secret: string, from: From = {}) =>
      app.inject({ method: "POST", url: "/dashboard/session", payload: { secret }, ...from });
    const guess = async (times: number, from: From = {}) => {
      const statuses: number[] = [];
      for (let count = 0; count < times; count++) statuses.push((await attempt("guess", from)).statusCode);
      return statuses;
    };
    const jar = (answer: { cookies: { name: string; value: string }[] }) =>
      answer.cookies.map(({ name, value }) => `${name}=${value}`).join("; ");

    it("is refused after ten wrong secrets a minute, and the sign-in alone", async () => {
      expect(await guess(12)).toEqual([...Array(10).fill(401), 429, 429]);
      const late = await attempt(SECRET);
      expect(late.statusCode).toBe(429);
      expect(Number(late.headers["retry-after"])).toBeGreaterThan(0);
      expect((await app.inject("/dashboard/ask/sources")).statusCode).toBe(401);
    });

    it("stays open to a browser that has signed in before, from the same address", async () => {
      const cookie = jar(await attempt(SECRET));
      expect(await guess(11)).toContain(429);
      expect((await attempt(SECRET, { headers: { cookie } })).statusCode).toBe(204);
      // It has tries of its own, and no more than others.
      expect(await guess(11, { headers: { cookie } })).toEqual([...Array(10).fill(401), 429]);
      for (const forged of [cookie.replace(/_known=../, "_known=zz"), "safar_dashboard_80_known=a.b"])
        expect((await attempt(SECRET, { headers: { cookie: forged } })).statusCode).toBe(429);
    });

    it("locks out nobody else behind a proxy that nobody named", async () => {
      const from = (address: string) => ({
        remoteAddress: "10.0.0.1",
        headers: { "x-forwarded-for": `198.51.100.1, ${address}` },
      });
      expect(await guess(11, from("203.0.113.1"))).toEqual([...Array(10).fill(401), 429]);
      expect((await attempt(SECRET, from("203.0.113.2"))).statusCode).toBe(204);
    });

    it("without a proxy no forged header gives new tries, nor without end in a private network", async () => {
      const forged = (n: number, remoteAddress: string) => ({
        remoteAddress,
        headers: { "x-forwarded-for": `203.0.113.${n}` },
      });
      const outside: number[] = [];
      for (let n = 0; n < 11; n++) outside.push(...(await guess(1, forged(n, "198.51.100.7"))));
      expect(outside.at(-1)).toBe(429);
      const inside: number[] = [];
      for (let n = 0; n < 101; n++) inside.push(...(await guess(1, forged(n, "10.0.0.9"))));
      expect(inside.slice(0, 100)).toEqual(Array(100).fill(401));
      expect(inside.at(-1)).toBe(429);
    });
  });
});

describe("without a session", () => {
  it.each(Object.keys(QUESTIONS))("%s is not told", async (name) => {
    const reader = newReader(collector);
    const cookie = { cookie: `safar_dashboard=${"x".repeat(24)}` };
    const answers = isPersonal(paramsOf(QUESTIONS[name as keyof typeof QUESTIONS]))
      ? [await reader.post(`/dashboard/ask/${name}`, {}, cookie)]
      : [
          await reader.get(`/dashboard/ask/${name}`, cookie),
          await reader.get(`/dashboard/export/${name}.csv`, cookie),
        ];
    for (const answer of answers) {
      expect(answer.status, answer.url).toBe(401);
      expect(await codeOf(answer)).toBe("signed_out");
    }
  });

  it.each(Object.keys(journeyQuestions()))("%s is not told", async (name) => {
    const query = "source=shop&time_zone=UTC&journey=cart";
    const answer = await newReader(collector).get(`/dashboard/ask/${name}?${query}`);
    expect(answer.status).toBe(401);
    expect(await codeOf(answer)).toBe("signed_out");
  });

  it("ClickHouse's credentials and a write key open nothing", async () => {
    for (const [user, password] of [
      ["default", collector.clickhousePassword],
      [collector.writeKey, ""],
    ]) {
      const authorization = `Basic ${btoa(`${user}:${password}`)}`;
      expect((await newReader(collector).get("/dashboard/ask/sources", { authorization })).status).toBe(401);
    }
  });

  it("one that was ended is no session any more, whoever kept its cookie", async () => {
    const reader = newReader(collector);
    await reader.signIn(collector.clickhousePassword);
    const kept = reader.cookie;
    expect((await reader.signOut()).status).toBe(204);
    const answer = await newReader(collector).get("/dashboard/ask/sources", { cookie: kept });
    expect(answer.status).toBe(401);
  });
});

describe("a session", () => {
  it("ends after twelve silent hours, and lives on while it is used, for a week at most", () => {
    const sessions = sessionStore();
    const idle = sessions.begin("viewer", 0);
    expect(sessions.roleOf(idle, IDLE_MS + 1)).toBeUndefined();
    expect(sessions.roleOf(idle, 1)).toBeUndefined();
    const used = sessions.begin("viewer", 0);
    let now = 0;
    while (now + IDLE_MS <= LONGEST_MS) {
      now += IDLE_MS;
      expect(sessions.roleOf(used, now)).toBe("viewer");
    }
    expect(sessions.roleOf(used, LONGEST_MS + 1)).toBeUndefined();
  });

  it("is one of a thousand at most: the one silent for the longest time goes", () => {
    const sessions = sessionStore();
    const tokens = Array.from({ length: 1_000 }, (_, at) => sessions.begin("viewer", at));
    sessions.roleOf(tokens[0], 1_000);
    sessions.begin("viewer", 1_001);
    expect(sessions.roleOf(tokens[0], 1_002)).toBe("viewer");
    expect(sessions.roleOf(tokens[1], 1_002)).toBeUndefined();
    expect(new Set(tokens).size).toBe(1_000);
  });
});
