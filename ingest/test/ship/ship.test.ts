import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import { buildCli } from "../../src/cli.js";
import { CONFIG_SCHEMA, readConfig } from "../../src/settings/config.js";
import { kafkaSettings } from "../../src/store/event-log/kafka-settings.js";

const TOP = fileURLToPath(new URL("../../../", import.meta.url));
const SHIP = `${TOP}ingest/ship/`;
const text = (file: string) => readFileSync(SHIP + file, "utf8");

interface Service {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly environment: Readonly<Record<string, string | number>>;
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { condition: string }>>;
  readonly stop_grace_period?: string;
}

const compose = load(text("compose.yaml")) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};
/** The parser leaves merge keys as they stand. */
const merged = ({ "<<": shared, ...own }: Service & { "<<"?: Service }): Service => ({ ...shared, ...own });
const services = Object.entries(compose.services).map(([name, one]) => [name, merged(one)] as const);
const ours = services.filter(([, { build }]) => build !== undefined);

/** What compose makes of `${NAME:-default}`, `${NAME:?sentence}` and `$$`, when only the password is set. */
const filled = (value: string | number) =>
  String(value)
    .replaceAll(/\$\{\w+:-([^}]*)\}/g, "$1")
    .replaceAll(/\$\{\w+:\?[^}]*\}/g, "a password")
    .replaceAll("$$", "$");

describe("compose.yaml", () => {
  it("brings up Kafka, ClickHouse, collector and loader, and makes sources and tables first", () => {
    expect(Object.keys(compose.services).sort()).toEqual(
      ["clickhouse", "collector", "kafka", "loader", "migrate", "sources"].sort(),
    );
    for (const [, { depends_on = {} }] of services) {
      for (const [name] of Object.entries(depends_on)) expect(compose.services).toHaveProperty([name]);
    }
    expect(compose.services.loader?.depends_on?.migrate?.condition).toBe("service_completed_successfully");
  });

  it("sets only what can be set, and all of it can be used", () => {
    expect(ours.map(([name]) => name)).toEqual(["sources", "migrate", "collector", "loader"]);
    const known = Object.keys(CONFIG_SCHEMA.properties);
    for (const [name, { environment }] of ours) {
      const names = Object.keys(environment);
      expect(
        names.filter((setting) => !known.includes(setting)),
        name,
      ).toEqual([]);
      const env = Object.fromEntries(names.map((setting) => [setting, filled(environment[setting]!)]));
      expect(readConfig({ env }).SAFAR_SOURCE).toBe("shop");
    }
    const { environment } = compose.services.collector!;
    const config = readConfig({ env: { SAFAR_KAFKA_BROKERS: String(environment.SAFAR_KAFKA_BROKERS) } });
    expect(kafkaSettings(config, "collect").brokers).toEqual(["kafka:9092"]);
  });

  it("runs commands and options that there are", () => {
    for (const [name, { command, entrypoint }] of ours) {
      if (entrypoint) continue;
      const [verb, ...options] = command!;
      const found = buildCli().commands.find((one) => one.name() === verb);
      expect(found, name).toBeDefined();
      const known = found!.options.map(({ long }) => long);
      expect(options.filter((option) => !known.includes(option as never))).toEqual([]);
    }
  });

  it("stands on volumes and files that there are", () => {
    for (const [, { volumes = [], build }] of services) {
      for (const volume of volumes) {
        const [from = ""] = volume.split(":");
        if (from.startsWith("./")) expect(existsSync(SHIP + from), from).toBe(true);
        else expect(compose.volumes).toHaveProperty([from]);
      }
      if (build) expect(existsSync(TOP + build.dockerfile)).toBe(true);
    }
  });

  it("names versions of what it takes from others, and never the latest", () => {
    for (const [, { image, build }] of services) if (!build) expect(image).toMatch(/:\d+\.\d+/);
  });
});

describe("the Dockerfile", () => {
  const lines = text("Dockerfile").replaceAll("\\\n", " ").split("\n");
  const copied = lines.filter((line) => line.startsWith("COPY ")).map((line) => line.split(/\s+/).slice(1));

  it("copies what there is", () => {
    const sources = copied.flatMap((words) => {
      const paths = words.slice(0, -1).filter((word) => !word.startsWith("--"));
      return words[0] === "--from=packages" ? [] : paths.map((path) => path.replace("/safar/", ""));
    });
    expect(sources.length).toBeGreaterThan(15);
    expect(sources.filter((path) => !existsSync(TOP + path))).toEqual([]);
  });

  it("takes every package of the workspace, built", () => {
    const { workspaces } = JSON.parse(readFileSync(`${TOP}package.json`, "utf8")) as { workspaces: string[] };
    const targets = copied.map((words) => words.at(-1));
    for (const name of workspaces) expect(targets).toContain(`${name}/dist`);
  });

  it("does not run as root, leaves the embedded engine out, and tells whether it lives", () => {
    expect(lines.filter((line) => line.startsWith("USER ")).at(-1)).toMatch(/^USER [1-9]\d*:[1-9]\d*$/);
    expect(lines.some((line) => line.includes("npm ci --omit=dev --omit=optional"))).toBe(true);
    expect(lines.some((line) => line.includes("/livez"))).toBe(true);
    const env = lines.find((line) => line.startsWith("ENV ")) ?? "";
    const set = [...env.matchAll(/(SAFAR_\w+)=(\S+)/g)].map(([, name, value]) => [name, value]);
    expect(set.length).toBeGreaterThan(2);
    expect(readConfig({ env: Object.fromEntries(set) })).toMatchObject({ SAFAR_OPS_PORT: 9464 });
    for (const [name] of set) expect(CONFIG_SCHEMA.properties).toHaveProperty([name!]);
  });
});

describe("the Dockerfile of the simple mode", () => {
  const lines = text("serve.Dockerfile").replaceAll("\\\n", " ").split("\n");
  const copied = lines.filter((line) => line.startsWith("COPY ")).map((line) => line.split(/\s+/).slice(1));

  it("copies what there is, and all that the package ships", () => {
    const sources = copied.flatMap((words) => {
      const paths = words.slice(0, -1).filter((word) => !word.startsWith("--"));
      return words[0] === "--from=packages" ? [] : paths.map((path) => path.replace("/safar/", ""));
    });
    expect(sources.filter((path) => !existsSync(TOP + path))).toEqual([]);
    const { files } = JSON.parse(readFileSync(`${TOP}ingest/package.json`, "utf8")) as { files: string[] };
    for (const file of files.filter((one) => !one.endsWith(".md")))
      expect(sources).toContain(`ingest/${file.replace(/\/\*\.\w+$/, "")}`);
  });

  it("has the engine, is not root, keeps data in a volume, and sets only what can be set", () => {
    expect(lines.some((line) => line.includes("--omit=optional"))).toBe(false);
    expect(lines.some((line) => /^ARG NODE_IMAGE=node:\d+-bookworm-slim$/.test(line))).toBe(true);
    expect(lines.filter((line) => line.startsWith("USER ")).at(-1)).toBe("USER 1000:1000");
    const env = lines.find((line) => line.startsWith("ENV ")) ?? "";
    const set = [...env.matchAll(/(SAFAR_\w+)=(\S+)/g)].map(([, name, value]) => [name!, value!] as const);
    const { SAFAR_DATA } = readConfig({ env: Object.fromEntries(set) });
    expect(lines).toContain(`VOLUME ${SAFAR_DATA}`);
    for (const [name] of set) expect(CONFIG_SCHEMA.properties).toHaveProperty([name]);
  });
});

describe("ClickHouse's own logs", () => {
  it("are deleted by their age, or are not kept at all", () => {
    const xml = text("clickhouse/system-logs.xml").replaceAll(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>/g, "");
    const [, inside = ""] = /^\s*<clickhouse>([\s\S]*)<\/clickhouse>\s*$/.exec(xml)!;
    const rest = inside
      .replaceAll(/<(\w+_log)><ttl>event_date \+ INTERVAL \d+ DAY DELETE<\/ttl><\/\1>/g, "")
      .replaceAll(/<\w+_log remove="1"\/>/g, "");
    expect(rest.trim()).toBe("");
    for (const log of ["query_log", "part_log", "trace_log", "metric_log", "asynchronous_metric_log"]) {
      expect(inside).toContain(`<${log}>`);
    }
  });
});
