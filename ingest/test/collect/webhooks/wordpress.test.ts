import { execFile } from "node:child_process";
import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changeSources } from "../../../src/sources/change-sources.js";
import { setWebhookSecret } from "../../../src/sources/changes.js";
import { startCollector, type TestCollector } from "../collector.js";

// The WordPress plugin's hooks, run by PHP in sdk-web/wordpress/harness: that stands in for WordPress and WooCommerce,
// which are not run here. The collector is real.

const run = promisify(execFile);
const WORDPRESS = fileURLToPath(new URL("../../../../sdk-web/wordpress/", import.meta.url));
const VISITOR = "0193c9f0-1111-7222-8333-444455556666";
const SECRET = "a secret of the shop";

interface Told {
  readonly before: string;
  readonly errors: string[];
  readonly options: Record<string, string>;
  readonly head: string;
  readonly footer: string;
  readonly page: string;
  readonly product: string;
  readonly checkout: string;
  readonly order: Record<string, string>;
  readonly block: Record<string, string>;
  readonly webhooks: Record<string, string>[];
  readonly paused: string[];
  readonly left: unknown[];
}

let collector: TestCollector;
beforeAll(async () => {
  collector = await startCollector();
  await changeSources(join(collector.folder, "sources.json"), (sources) =>
    setWebhookSecret(sources, sources[0]!.id, "woocommerce", SECRET),
  );
});
afterAll(() => collector.stop());

/** A visit to a shop with these settings; what PHP complains of is a failure. */
async function visit(settings: Record<string, string>, cookie: string): Promise<Told> {
  const shop = join(WORDPRESS, "harness/shop.php");
  const flags = ["-d", "error_reporting=-1", "-d", "display_errors=stderr"];
  const { stdout, stderr } = await run("php", [...flags, shop, JSON.stringify(settings), cookie]);
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}
const settings = () => ({
  host: `${collector.collector}/`,
  write_key: collector.writeKey,
  source: "shop",
  secret: SECRET,
  consent: "pending",
});
const events = () =>
  collector.rows(
    `SELECT event, user_id, is_bot, JSONExtractString(properties, 'product_id') AS product FROM safar.events
     WHERE anonymous_id = '${VISITOR}' AND type = 'track' AND kind != 'order' ORDER BY event`,
  );

const files = (readdirSync(WORDPRESS, { recursive: true }) as string[]).filter((name) =>
  name.endsWith(".php"),
);

it.each(files)("%s is PHP, and opens to WordPress alone", async (name) => {
  await run("php", ["-l", join(WORDPRESS, name)]);
  if (name.startsWith("safar/"))
    expect(readFileSync(join(WORDPRESS, name), "utf8")).toMatch(
      /defined\( '(ABSPATH|WP_UNINSTALL_PLUGIN)' \) \|\| exit;/,
    );
});

describe("the WordPress plugin", () => {
  it("puts the tag into pages once it is set up, with consent, and product texts can't break out", async () => {
    const told = await visit(settings(), VISITOR);
    expect(told.before).toBe("");
    expect(told.errors).toEqual([]);
    const stub = readFileSync(join(WORDPRESS, "../dist/stub.js"), "utf8");
    expect(told.head).toBe(
      `<script>${stub}</script>\n<script src="${collector.collector}/safar.js" async ` +
        `data-write-key="${collector.writeKey}" data-consent="pending"></script>\n`,
    );
    expect(told.footer).toContain("wp_listen_for_consent_change");
    expect(told.product).toContain('safar.product.view({"product_id":"17","name":"Tea \\u003C');
    expect(told.product.match(/<\/script>/g)).toHaveLength(1);
    expect(told.checkout).toContain('safar.checkout.start({"value":"25","currency":"EUR","products":[');
    expect(told.page).toContain('name="safar_options[secret]" type="password"');
  });

  it("tells of baskets from the server, with the visitor's id and browser", async () => {
    await expect.poll(events, { timeout: 20_000 }).toEqual([
      { event: "Coupon Applied", user_id: "", is_bot: false, product: "" },
      { event: "Product Added", user_id: "", is_bot: false, product: "17" },
      { event: "Product Removed", user_id: "5", is_bot: false, product: "17" },
    ]);
  });

  it("names the visitor in the order, so that the web-hook's order is that visitor's", async () => {
    const { order, block, webhooks } = await visit(settings(), VISITOR);
    expect(order).toEqual({ _safar_id: VISITOR });
    expect(block).toEqual(order);
    expect(webhooks.map(({ topic }) => topic)).toEqual([
      "order.created",
      "order.updated",
      "customer.created",
      "customer.updated",
    ]);
    const { delivery_url: address = "", secret = "", status } = webhooks[0]!;
    expect(status).toBe("active");
    const fixture = JSON.parse(
      readFileSync(new URL("./fixtures/woocommerce-order.json", import.meta.url), "utf8"),
    );
    const meta = Object.entries(order).map(([key, value]) => ({ id: 1, key, value }));
    const body = JSON.stringify({ ...fixture, id: 4711, customer_id: 0, meta_data: meta });
    const send = () =>
      fetch(address, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "x-wc-webhook-signature": createHmac("sha256", secret).update(body).digest("base64"),
        },
        body,
      });
    await expect.poll(async () => (await send()).status, { timeout: 10_000 }).toBe(200);
    expect(
      await collector.rows("SELECT DISTINCT anonymous_id FROM safar.events WHERE order_id = '4711'"),
    ).toEqual([{ anonymous_id: VISITOR }]);
  });

  it("pauses its web-hooks without a secret, and takes all it made away with itself", async () => {
    const { paused, left } = await visit(settings(), "");
    expect(paused).toEqual(["paused"]);
    expect(left).toEqual([0, "none"]);
  });

  it.each(["", "<script>", "x".repeat(1_000)])(
    "tells nothing of a visitor who may not be known (cookie %j)",
    async (cookie) => {
      const before = await events();
      const { order, block } = await visit(settings(), cookie);
      expect([order, block]).toEqual([{}, {}]);
      expect(await events()).toEqual(before);
    },
  );

  it("refuses settings that can't be, says which, and never puts a secret key into pages", async () => {
    const { errors, head } = await visit(
      {
        host: "javascript:alert(1)",
        write_key: "sk_secret",
        server_key: "wk_1",
        source: "A b",
        consent: "x",
      },
      VISITOR,
    );
    expect(errors).toEqual(
      ["host", "write_key", "server_key", "source", "consent"].map((one) => `safar_${one}`),
    );
    expect(head).toBe("");
  });
});
