import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { textOf } from "../../../src/journeys/check-command.js";
import { loadJourney } from "../../../src/journeys/definition/load-journey.js";
import { LARGEST_FILE } from "../../../src/journeys/definition/read-file.js";
import { readSchemaFiles, schemaFolder } from "../../../src/store/migrate/schema-files.js";
import type { View } from "../../../src/store/migrate/views/read-views.js";
import { cart, type Written } from "./cart.js";

let folder: string;
let views: readonly View[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-journeys-"));
  ({ views } = await readSchemaFiles(schemaFolder()));
});

afterAll(() => rm(folder, { recursive: true }));

async function load(name: string, content: unknown) {
  const file = join(folder, name);
  await writeFile(file, typeof content === "string" ? content : JSON.stringify(content, null, 2));
  const loaded = await loadJourney(file, views);
  return { ...loaded, text: textOf(loaded).replaceAll(`${folder}/`, "") };
}

describe("a journey's file", () => {
  it("is JSON or YAML, and means the same", async () => {
    const json = await load("cart.json", cart());
    const yaml = await load("cart.yaml", stringify(cart()));
    expect(json.definition).toEqual(cart());
    expect(yaml.definition).toEqual(cart());
    expect(json.text).toBe("cart.json: cart is valid, 7 nodes.");
  });

  it("tells the line of each problem, in either form", async () => {
    const broken: Written = cart();
    broken.nodes.mail.next = "gone";
    const json = await load("cart.json", broken);
    const line = JSON.stringify(broken, null, 2)
      .split("\n")
      .findIndex((each) => each.includes('"gone"'));
    expect(json.problems).toMatchObject([{ code: "unknown_node", line: line + 1 }]);
    expect(json.text).toBe(
      `cart.json:${line + 1} nodes.mail.next: There is no node "gone". Nodes are wait, rest, who, lot, mail, mark, crm; ` +
        '"end" ends the journey. (unknown_node)',
    );
    const yaml = await load("cart.yml", stringify(broken));
    const yamlLine = stringify(broken)
      .split("\n")
      .findIndex((each) => each.includes("gone"));
    expect(yaml.problems).toMatchObject([{ code: "unknown_node", line: yamlLine + 1 }]);
  });

  it.each([
    ["not-there.json", undefined, /no such file/],
    ["cut.json", '{"name": ', /line 1/],
    ["cart.json", stringify(cart()), /JSON/],
    ["twice.yaml", "name: a\nname: b\n", /line 2.*unique/],
    ["itself.yaml", "name: &a [*a]\n", /can't be read/],
    ["bomb.yaml", bomb(), /alias/],
    ["large.json", " ".repeat(LARGEST_FILE + 1), /at most 1048576/],
  ])("%s can't be read, with the reason", async (name, content, reason) => {
    const loaded =
      content === undefined ? await loadJourney(join(folder, name), views) : await load(name, content);
    expect(loaded.problems).toMatchObject([{ code: "unreadable" }]);
    expect(loaded.problems[0]!.message).toMatch(reason);
  });

  it("is no device and no pipe, which may have no end", async () => {
    const pipe = join(folder, "pipe.json");
    execFileSync("mkfifo", [pipe]);
    const device = join(folder, "zero.json");
    await symlink("/dev/zero", device);
    for (const file of [pipe, device])
      expect((await loadJourney(file, views)).problems).toMatchObject([
        { code: "unreadable", message: expect.stringContaining("no regular file") },
      ]);
  });

  it("is called as its journey", async () => {
    expect((await load("basket.json", cart())).problems).toMatchObject([
      { code: "wrong_name", path: ["name"] },
    ]);
  });

  it("names segments: views about customers, and files that lie beside it", async () => {
    await mkdir(join(folder, "segments"));
    await writeFile(
      join(folder, "segments", "vip.sql"),
      "SELECT customer_id FROM safar.rfm(source = {source:String}, since = '', until = {until:String},\n" +
        "  time_zone = {time_zone:String}, currency = {currency:String}) WHERE segment = 'Champions';\n",
    );
    const named: Written = cart();
    named.entry = { segment: "segments/vip.sql" };
    const { segments } = await load("cart.json", named);
    expect([...segments!.keys()]).toEqual(["segments/vip.sql", "at_risk"]);
    expect(segments!.get("at_risk")!.select).toBe(
      "SELECT * FROM safar.at_risk(currency = {currency:String}, source = {source:String}, time_zone = {time_zone:String}, until = {until:String})",
    );
  });

  it.each([
    ["orders", /not a view that returns customer_id.*at_risk.*segments\/orders\.sql/],
    ["segments/none.sql", /can't be read/],
    ["../secret.sql", /lies elsewhere/],
    ["/etc/secret.sql", /lies elsewhere/],
  ])("does not name %s as a segment", async (segment, says) => {
    const named: Written = cart();
    named.nodes.who.condition.any[2].segment = segment;
    const { problems } = await load("cart.json", named);
    expect(problems).toMatchObject([
      { code: "unknown_segment", path: ["nodes", "who", "condition", "any", 2, "segment"] },
    ]);
    expect(problems[0]!.message).toMatch(says);
  });
});

/** Lists of lists of aliases: a few lines that would be millions of values. */
function bomb(): string {
  const levels = Array.from(
    { length: 9 },
    (_, level) => `l${level + 1}: &l${level + 1} [${"*l".concat(String(level), ", ").repeat(9)}]`,
  );
  return ["l0: &l0 [1]", ...levels].join("\n");
}
