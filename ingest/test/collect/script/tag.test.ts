import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { type BrowserScript, readBrowserScript } from "../../../src/collect/script/browser-script.js";
import { runSafar } from "../../journey/serve-process.js";

const nowhere = { SAFAR_DATA: "/nowhere/safar-data", SAFAR_HOST: undefined, SAFAR_WRITE_KEY: undefined };
const run = (...args: string[]) => runSafar(["script-tag", ...args], nowhere).ended;

let script: BrowserScript;

beforeAll(async () => {
  script = (await readBrowserScript())!;
});

describe("safar script-tag", () => {
  it("prints the stub, and the hashed script with its integrity", async () => {
    const { code, stdout, stderr } = await run(
      "--host",
      "https://collect.example/in/",
      "--write-key",
      'wk_"1',
    );
    expect([code, stderr]).toEqual([0, ""]);
    const [stub, tag, ...rest] = stdout.split("\n");
    expect(stub).toMatch(/^<script>.*safar.*<\/script>$/);
    expect(tag).toBe(
      `<script async src="https://collect.example/in/safar-${script.hash}.js" data-write-key="wk_&quot;1"` +
        ` integrity="${script.integrity}" crossorigin="anonymous"></script>`,
    );
    expect(rest).toEqual([""]);
  });

  it("prints a policy that allows the stub by its hash", async () => {
    const host = ["--host", "https://collect.example", "--write-key", "wk"];
    const stub = /^<script>(.*)<\/script>\n/.exec((await run(...host)).stdout)?.[1] ?? "";
    const hash = createHash("sha256").update(stub).digest("base64");
    expect((await run(...host, "--csp")).stdout).toBe(
      `script-src 'sha256-${hash}' https://collect.example; connect-src https://collect.example\n`,
    );
  });

  it("says what is missing", async () => {
    const withoutKey = await run("--host", "https://collect.example");
    expect([withoutKey.code, withoutKey.stdout]).toEqual([1, ""]);
    expect(withoutKey.stderr).toContain("--write-key");
    const withoutScheme = await run("--host", "collect.example", "--write-key", "wk");
    expect([withoutScheme.code, withoutScheme.stdout]).toEqual([1, ""]);
    expect(withoutScheme.stderr).toContain("such as https://collect.shop.example");
    expect((await run("--write-key", "wk")).stderr).toContain("Set the public one with --host");
  });
});
