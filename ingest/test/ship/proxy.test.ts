import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { isThere } from "../../../.ci/programs.mjs";
import { freePorts } from "../broker/free-ports.js";
import { startCollector, type TestCollector } from "../collect/collector.js";

// The examples for nginx and Caddy, before a real collector: only certificate and ports are replaced.

const NAME = "collect.shop.example";
const BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const EXAMPLES = fileURLToPath(new URL("../../ship/proxy/", import.meta.url));

let collector: TestCollector;
let folder: string;
beforeAll(async () => {
  collector = await startCollector({
    SAFAR_PUBLIC_URL: `https://${NAME}`,
    SAFAR_TRUST_PROXY: "loopback",
    SAFAR_DEMO_SHOP: "off",
  });
  folder = await mkdtemp(join(tmpdir(), "safar-proxy-"));
  const how = `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=${NAME} -keyout key.pem -out cert.pem`;
  await promisify(execFile)("openssl", how.split(" "), { cwd: folder });
});
afterAll(async () => {
  await collector.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Proxy {
  readonly file: string;
  /** The example with this certificate and these ports. */
  fill(example: string, port: number): string;
  command(file: string): [program: string, args: string[]];
}

const replaced = (text: string, changes: readonly (readonly [string, string])[]) =>
  changes.reduce((now, [from, to]) => {
    expect(now).toContain(from);
    return now.replaceAll(from, to);
  }, text);
const upstream = () => ["127.0.0.1:7070", collector.collector.replace("http://", "")] as const;

const PROXIES: Readonly<Record<string, Proxy>> = {
  nginx: {
    file: "nginx.conf",
    fill: (example, port) => {
      const server = replaced(example, [
        upstream(),
        ["listen 443 ssl", `listen 127.0.0.1:${port} ssl`],
        [`/etc/letsencrypt/live/${NAME}/fullchain.pem`, `${folder}/cert.pem`],
        [`/etc/letsencrypt/live/${NAME}/privkey.pem`, `${folder}/key.pem`],
      ]);
      const places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
        (name) => `${name}_temp_path ${folder}/${name};`,
      );
      return `${process.getuid?.() === 0 ? "user root; " : ""}daemon off; pid ${folder}/pid; error_log stderr; events {} http { access_log off; ${places.join(" ")} ${server} }`;
    },
    command: (file) => ["nginx", ["-c", file, "-e", "stderr"]],
  },
  caddy: {
    file: "Caddyfile",
    fill: (example, port) =>
      `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${replaced(example, [
        upstream(),
        [
          `\n${NAME} {`,
          `\nhttps://${NAME}:${port} {\n\tbind 127.0.0.1\n\ttls ${folder}/cert.pem ${folder}/key.pem`,
        ],
      ])}`,
    command: (file) => ["caddy", ["run", "--adapter", "caddyfile", "--config", file]],
  },
};

describe.each(Object.keys(PROXIES).filter(isThere))("behind %s, by its example", (name) => {
  let port = 0;
  let end: () => Promise<void>;
  beforeAll(async () => {
    const { file, fill, command } = PROXIES[name]!;
    [port = 0] = await freePorts(1);
    const path = join(folder, file);
    await writeFile(path, fill(await readFile(join(EXAMPLES, file), "utf8"), port));
    const child = spawn(...command(path), {
      env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr!.on("data", (text) => {
      said += text;
    });
    end = async () => {
      child.kill("SIGTERM");
      if (child.exitCode === null) await once(child, "close");
    };
    await vi.waitFor(
      async () => {
        const status = await ask("/safar.js").then(
          (answer) => answer.status,
          () => 0,
        );
        if (status !== 200) throw new Error(said || "It does not answer yet.");
      },
      { timeout: 20_000, interval: 200 },
    );
  });
  afterAll(() => end());

  /** Asks as a visitor does who reaches the name, and who lies about the address that it comes from. */
  async function ask(path: string, body?: string): Promise<{ status: number; text: string }> {
    const asked = request({
      host: "127.0.0.1",
      port,
      path,
      servername: NAME,
      rejectUnauthorized: false,
      method: body === undefined ? "GET" : "POST",
      headers: {
        host: NAME,
        authorization: `Basic ${btoa(`${collector.writeKey}:`)}`,
        "user-agent": BROWSER,
        "x-forwarded-for": "203.0.113.7",
        "x-forwarded-host": "evil.example",
        ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }),
      },
    });
    asked.end(body);
    const [response] = await once(asked, "response");
    let text = "";
    for await (const part of response) text += part;
    return { status: response.statusCode, text };
  }

  it("the proxy's word about a visitor's address is believed, and not the visitor's own", async () => {
    const ipOf = async (anonymousId: string) => {
      const [row] = await collector.rows<{ ip: string }>(
        `SELECT JSONExtractString(context, 'ip') AS ip FROM safar.events WHERE anonymous_id = '${anonymousId}'`,
      );
      return row?.ip;
    };
    const event = (anonymousId: string) => JSON.stringify({ event: "Seen", anonymousId });
    expect((await ask("/v1/track", event(`by-${name}`))).status).toBe(200);
    // This visitor comes from this machine.
    expect(await ipOf(`by-${name}`)).toBe("127.0.0.0");
    const proxied = { "user-agent": BROWSER, "x-forwarded-for": "203.0.113.7" };
    await collector.post("/v1/track", event(`as-${name}`), proxied);
    expect(await ipOf(`as-${name}`)).toBe("203.0.113.0");
  });

  it("pages are told the public address, and no other that a header names", async () => {
    const { text } = await ask(`/v1/projects/${collector.writeKey}/settings`);
    expect(text).toContain(`${NAME}/v1`);
    expect(text).not.toContain("evil.example");
  });

  it("a batch that is too large is refused as such, and a web-hook of a large order reaches the collector", async () => {
    const large = JSON.stringify({ event: "x".repeat(1024 * 1024) });
    expect((await ask("/v1/batch", large)).status).toBe(413);
    const { status, text } = await ask("/v1/webhooks/woocommerce/shop", large);
    expect([status, JSON.parse(text).code]).toEqual([401, "wrong_signature"]);
  });

  it("the demo shop is closed", async () => {
    expect((await ask("/demo")).status).toBe(404);
  });
});
