import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isOpenFunction } from "../../src/query/readable.js";
import { type ChdbWarehouse, openChdbWarehouse } from "../../src/warehouse/chdb.js";
import { type EngineFunction, renderAllowedFunctions } from "./allowed-functions.js";

let folder: string;
let warehouse: ChdbWarehouse;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-functions-"));
  warehouse = await openChdbWarehouse(folder);
});

afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true, force: true });
});

const readFunctions = () =>
  warehouse.query<EngineFunction>("SELECT name, alias_to, categories, is_aggregate FROM system.functions");

describe("the list of functions that analysts may call", () => {
  it("is the one made from this engine: a newer one must be looked at before it opens anything", async () => {
    await expect(renderAllowedFunctions(await readFunctions())).toMatchFileSnapshot(
      "../../src/query/generated/functions.ts",
    );
  });

  it.each(
    `file catboostEvaluate dictGet dictHas joinGet joinGetOrNull hostName hostname FQDN fullHostName getMacro
     getServerPort hasColumnInTable getServerSetting getMergeTreeSetting serverUUID filesystemAvailable filesystemCapacity
     getOSKernelVersion getClientHTTPHeader showCertificate addressToLine demangle logTrace sleep sleepEachRow
     aiGenerate AIClassify aiEmbed regionToName evalMLMethod naiveBayesClassifier tcpPort zookeeperSessionUptime
     url s3 remote remoteSecure cluster merge mysql postgresql mongodb redis sqlite odbc jdbc hdfs executable
     input loop eval dictionary fuzzQuery viewExplain viewIfPermitted flameGraph fileIf urlArray`.split(
      /\s+/,
    ),
  )("holds no %s in any case of letters", (name) => {
    for (const written of [name, name.toUpperCase(), name.toLowerCase()]) {
      expect(isOpenFunction(written)).toBe(false);
    }
  });

  it.each([
    "sum",
    "countIf",
    "quantilesTDigestArrayIf",
    "uniqExactMergeState",
    "toStartOfMonth",
    "JSONExtract",
    "lambda",
  ])("holds %s", (name) => expect(isOpenFunction(name)).toBe(true));
});
