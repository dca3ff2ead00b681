import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Apache Kafka 4 needs it: https://kafka.apache.org/documentation/#java */
const LEAST_JAVA = 17;
const PACKAGES = ["openjdk-17-jre-headless", "maven"];
const ADVICE =
  `Install Java ${LEAST_JAVA} or newer and Maven (Debian: apt-get install ${PACKAGES.join(" ")}; ` +
  "macOS: brew install openjdk maven), or name a running Kafka in KAFKA_BROKERS.";

/** Kafka can't be started on this machine; the message says what to install. */
export class NoKafkaError extends Error {
  override readonly name = "NoKafkaError";
}

/**
 * Sees to it that `java` and `mvn` can be run; on Debian, as root or with sudo that asks for no password, it
 * installs them.
 *
 * @throws {NoKafkaError} when they are missing and can't be installed
 */
export function needJavaAndMaven(): void {
  if (missing() === undefined) return;
  if (existsSync("/etc/debian_version")) install();
  const still = missing();
  if (still !== undefined) throw new NoKafkaError(`${still} ${ADVICE}`);
}

/** @throws {NoKafkaError} when `java` is missing or too old */
export function needJava(): void {
  const version = javaVersion();
  if (version === undefined || version < LEAST_JAVA) needJavaAndMaven();
}

function missing(): string | undefined {
  const version = javaVersion();
  if (version === undefined) return "Java is not installed.";
  if (version < LEAST_JAVA) return `Java ${version} is too old.`;
  return output("mvn", ["--version"]) === undefined ? "Maven is not installed." : undefined;
}

function javaVersion(): number | undefined {
  const version = /version "(\d+)/.exec(output("java", ["-version"]) ?? "")?.[1];
  return version === undefined ? undefined : Number(version);
}

/** What a program prints, or undefined when it can't be run. */
function output(program: string, args: readonly string[]): string | undefined {
  try {
    // `java -version` prints to standard error.
    return execFileSync("sh", ["-c", '"$0" "$@" 2>&1', program, ...args], { stdio: "pipe" }).toString();
  } catch {
    return undefined;
  }
}

function install(): void {
  const asRoot = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  console.log(`Installing ${PACKAGES.join(" and ")}, which the tests with Kafka need …`);
  const quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"];
  for (const step of [["update"], ["install", "-y", "--no-install-recommends", ...PACKAGES]]) {
    if (output("env", [...asRoot, ...quiet, ...step]) === undefined) return;
  }
}
