import { setTimeout as sleep } from "node:timers/promises";
import { EVENT_PROBLEMS } from "@safar/schemas";
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EMAIL_PROVIDERS } from "../../../src/channels/email/notices.js";
import { LINK_PATHS, PUSH_KEY_PATH } from "../../../src/channels/links/message-links.js";
import { emailPath } from "../../../src/channels/routes/email-routes.js";
import { SMS_PATHS } from "../../../src/channels/routes/sms-routes.js";
import { BATCH_PATHS, SINGLE_CALLS } from "../../../src/collect/batch.js";
import { REQUEST_ERRORS } from "../../../src/collect/errors.js";
import { COLLECTOR_CODES } from "../../../src/event/validate/refusal.js";
import { PLATFORM_NAMES } from "../../../src/sources/webhook-secrets.js";
import { startCollector, type TestCollector } from "../collector.js";

let collector: TestCollector;
let document: {
  paths: Record<
    string,
    Record<
      string,
      {
        requestBody: { content: Record<string, { example: object }> };
        responses: object;
        security?: Record<string, unknown>[];
      }
    >
  >;
  components: { schemas: Record<string, unknown>; securitySchemes: Record<string, { name?: string }> };
};
let page: string;
let pageHeaders: Headers;

/** Asks until the collector has time: the validator holds up this process, and with it the collector inside it. */
async function patiently<Answer extends { status: number }>(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (answer.status !== 503) return answer;
    await sleep(100);
  }
}

beforeAll(async () => {
  collector = await startCollector();
  document = await (await patiently(() => fetch(`${collector.collector}/openapi.json`))).json();
  const answer = await patiently(() => fetch(`${collector.collector}/docs`));
  pageHeaders = answer.headers;
  page = await answer.text();
});
afterAll(() => collector.stop());

describe("/openapi.json", () => {
  it("is valid OpenAPI 3.1, and each of its references leads somewhere", async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(document) as never);
    expect(result.errors).toBeUndefined();
    expect([result.valid, validator.version]).toEqual([true, "3.1"]);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(50);
    for (const [, name] of references) expect(document.components.schemas).toHaveProperty([name!]);
  });

  it("has every address that takes events, and its examples are accepted there", async () => {
    const paths = [...BATCH_PATHS, ...Object.values(SINGLE_CALLS).flat()];
    const webhooks = PLATFORM_NAMES.map((name) => `/v1/webhooks/${name}/{source}`);
    const ofMessages = [
      ...Object.values(LINK_PATHS),
      PUSH_KEY_PATH,
      ...Object.values(SMS_PATHS),
      ...EMAIL_PROVIDERS.map(emailPath),
    ];
    expect(Object.keys(document.paths).sort()).toEqual(
      [...new Set([...paths, ...webhooks, ...ofMessages])].sort(),
    );
    for (const path of paths) {
      const { post } = document.paths[path]!;
      for (const [type, { example }] of Object.entries(post!.requestBody.content)) {
        const { status, body } = await patiently(() =>
          collector.post(path, JSON.stringify(example), { "content-type": type }),
        );
        expect([path, status, body.rejected]).toEqual([path, 200, []]);
      }
    }
  });

  it("has every web-hook, with the header that its platform signs in", () => {
    const { securitySchemes } = document.components;
    const headers = PLATFORM_NAMES.map((name) => {
      const { post } = document.paths[`/v1/webhooks/${name}/{source}`]!;
      const [[scheme]] = (post!.security ?? []).map((one) => Object.keys(one)) as [[string]];
      return securitySchemes[scheme]?.name;
    });
    expect(headers).toEqual(["x-shopify-hmac-sha256", "x-wc-webhook-signature"]);
  });

  it("has the addresses of messages, each with the answers that it gives to whom has no token", async () => {
    const described = Object.entries(document.paths).filter(([path]) => path.startsWith("/m/"));
    expect(described.length).toBeGreaterThan(4);
    for (const [path, operations] of described)
      for (const [method, { responses, security }] of Object.entries(operations)) {
        const { status } = await patiently(() =>
          fetch(`${collector.collector}${path}?t=unknown`, { method: method.toUpperCase() }),
        );
        expect([path, method, Object.keys(responses)]).toEqual([
          ...[path, method],
          expect.arrayContaining([String(status)]),
        ]);
        expect([status, security]).toEqual([path === LINK_PATHS.open ? 200 : 404, []]);
      }
  });

  it("names every answer that an address for events gives", () => {
    const responses = JSON.stringify(document.paths["/v1/batch"]!.post!.responses);
    const elsewhere = ["not_found", "method_not_allowed", "script_not_built", "script_not_found"];
    for (const code of Object.keys(REQUEST_ERRORS).filter((one) => !elsewhere.includes(one)))
      expect(responses).toContain(`\`${code}\``);
  });
});

describe("/docs", () => {
  it("runs no script and asks no other host", () => {
    const policy = pageHeaders.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|script-src|https?:|\*/);
    expect(page).not.toMatch(/<script|<img|<iframe|\son\w+=|style="|src="|javascript:/i);
    const links = [...page.matchAll(/href="([^"]+)"/g)].map(([, link]) => link!);
    for (const link of links) expect(link).toMatch(/^(#[\w-]+|\/openapi\.json|\/docs-[\da-f]{12}\.css)$/);
    for (const link of links.filter((one) => one.startsWith("#")))
      expect(page).toContain(`id="${link.slice(1)}"`);
  });

  it("has its style sheet", async () => {
    const [sheet] = /\/docs-[\da-f]{12}\.css/.exec(page)!;
    const answer = await patiently(() => fetch(`${collector.collector}${sheet}`));
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/css; charset=utf-8"]);
  });

  it.each([...Object.keys(REQUEST_ERRORS), ...Object.keys(EVENT_PROBLEMS), ...Object.keys(COLLECTOR_CODES)])(
    "tells of the code %s",
    (code) => expect(page).toContain(`<code>${code}</code>`),
  );

  it("shows every field as text: what stands in a description can be no markup", () => {
    expect(page).toContain("Order Completed");
    expect(page).toContain("order_id");
    const tags = new Set([...page.matchAll(/<\/?([a-z][a-z0-9]*)/g)].map(([, tag]) => tag));
    expect([...tags].sort()).toEqual(
      [
        ...[
          "a",
          "b",
          "body",
          "code",
          "details",
          "div",
          "h1",
          "h2",
          "head",
          "html",
          "li",
          "link",
          "main",
          "meta",
        ],
        ...[
          "nav",
          "p",
          "pre",
          "section",
          "span",
          "summary",
          "table",
          "tbody",
          "td",
          "th",
          "thead",
          "title",
          "tr",
          "ul",
        ],
      ].sort(),
    );
  });
});
