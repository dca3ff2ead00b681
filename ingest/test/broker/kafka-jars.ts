import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { NoKafkaError, needJava, needJavaAndMaven } from "./java.js";

const POM = fileURLToPath(new URL("./pom.xml", import.meta.url));
const run = promisify(execFile);

/**
 * Class path of the broker that `pom.xml` names. The first call fetches 43 MB from Maven Central into
 * `~/.cache/safar` (or `XDG_CACHE_HOME`); later ones only look there.
 *
 * @throws {NoKafkaError} when Java or Maven is missing, or the jars can't be fetched
 */
export async function kafkaClassPath(): Promise<string> {
  const pom = await readFile(POM);
  const version = createHash("sha256").update(pom).digest("hex").slice(0, 12);
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  const folder = join(cache, "safar", `kafka-${version}`);
  if (existsSync(folder)) needJava();
  else await fetchJars(folder);
  const jars = (await readdir(folder)).sort();
  return jars.map((jar) => join(folder, jar)).join(":");
}

/** The folder appears when it is whole, so that tests which start at once don't disturb each other. */
async function fetchJars(folder: string): Promise<void> {
  needJavaAndMaven();
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(dirname(folder), { recursive: true });
  console.log("Fetching Apache Kafka from Maven Central; this is done once …");
  try {
    const goal = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";
    await run("mvn", ["-q", "-B", "-f", POM, goal, `-DoutputDirectory=${unfinished}`]);
    await rename(unfinished, folder).catch((error) => {
      if (!existsSync(folder)) throw error;
    });
  } catch (error) {
    const { stdout = "", message } = error as { stdout?: string; message: string };
    throw new NoKafkaError(
      `The jars of Apache Kafka could not be fetched from Maven Central: ${stdout.trim() || message}. ` +
        "Look at the network and Maven's settings, or name a running Kafka in KAFKA_BROKERS.",
      { cause: error },
    );
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
