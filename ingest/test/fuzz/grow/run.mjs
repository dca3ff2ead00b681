// npm run fuzz:grow [-- <seconds a target>]: draws changes of each corpus' entries, and keeps those that run code which
// no entry ran before. What fails a target is kept in crashes/, and the command ends with 1.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { watchCoverage } from "./coverage.mjs";
import { mutate } from "./mutate.mjs";

const SECONDS = Number(process.argv[2] ?? 600);
/** No entry, of 8 KiB at most, may take longer, in milliseconds. */
const SLOW_MS = 1_000;
if (!Number.isInteger(SECONDS) || SECONDS < 1) {
  console.error("Name the seconds for each target as a whole number: npm run fuzz:grow -- 60");
  process.exit(2);
}

const folder = fileURLToPath(new URL(".", import.meta.url));
const nameOf = (data) => createHash("sha256").update(data).digest("hex").slice(0, 16);

/** @returns what went wrong, or undefined */
async function tried(fuzz, data) {
  const startedAt = performance.now();
  try {
    await fuzz(data);
  } catch (error) {
    return error;
  }
  const took = performance.now() - startedAt;
  return took > SLOW_MS ? new Error(`it took ${Math.round(took)} ms`) : undefined;
}

async function grow(target, coverage) {
  const { fuzz } = await import(`./${target}.mjs`);
  const kept = `${folder}corpus/${target}/`;
  const corpus = readdirSync(kept).map((name) => readFileSync(kept + name));
  const failures = new Map();
  const fail = (data, error) => {
    if (failures.has(error.message)) return;
    failures.set(error.message, error);
    mkdirSync(`${folder}crashes/${target}`, { recursive: true });
    writeFileSync(`${folder}crashes/${target}/${nameOf(data)}`, data);
    console.error(`${target}: crashes/${target}/${nameOf(data)}`, error);
  };
  for (const data of corpus) {
    const error = await tried(fuzz, data);
    if (error) fail(data, error);
  }
  await coverage.news();
  const [before, until] = [corpus.length, performance.now() + SECONDS * 1_000];
  let runs = 0;
  for (; performance.now() < until; runs++) {
    const data = mutate(corpus);
    const error = await tried(fuzz, data);
    if (error) fail(data, error);
    else if ((await coverage.news()) > 0) {
      corpus.push(data);
      writeFileSync(kept + nameOf(data), data);
    }
  }
  console.log(
    `${target}: ${runs} runs, ${coverage.ways()} ways through functions, ${corpus.length - before} new entries of ${corpus.length}, ${failures.size} failures`,
  );
  return failures.size;
}

// Before the code is compiled: of what was compiled earlier V8 counts whole functions alone.
const coverage = await watchCoverage();
let failed = 0;
for (const target of ["body", "event", "csv"]) failed += await grow(target, coverage);
process.exit(failed > 0 ? 1 : 0);
