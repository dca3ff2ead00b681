import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { WarehouseError } from "../warehouse/warehouse.js";

/** How to start ClickHouse: `node script …first`, then the configuration options. */
export interface EngineProgram {
  readonly script: string;
  arguments(configFile: string, folder: string): readonly string[];
  /** It opens its interfaces itself, as the user `default`, and prints that it did. */
  readonly opensListeners: boolean;
}

/**
 * Finds the ClickHouse to start.
 *
 * @param binary path of the machine's own ClickHouse; empty for the one that npm installed
 * @throws {WarehouseError} `ENGINE_MISSING`
 */
export function engineProgram(binary: string): EngineProgram {
  return binary === "" ? libraryProgram() : binaryProgram(binary);
}

const script = (name: string) => fileURLToPath(new URL(`../../../bin/${name}.mjs`, import.meta.url));

function binaryProgram(binary: string): EngineProgram {
  if (!existsSync(binary))
    throw new WarehouseError(
      `There is no file ${binary}. Name ClickHouse's binary with SAFAR_CLICKHOUSE_BINARY, or leave it empty for the one that npm brought.`,
      "ENGINE_MISSING",
      false,
    );
  return {
    script: script("engine-binary"),
    arguments: (configFile) => [binary, "server", `--config-file=${configFile}`],
    opensListeners: false,
  };
}

/** This statement makes clickhouse-local open a server's interfaces (ClickHouse/ClickHouse#101143). */
const LISTEN = "SYSTEM START LISTEN HTTP; SYSTEM START LISTEN TCP";

function libraryProgram(): EngineProgram {
  const library = findLibrary();
  return {
    script: script("engine-library"),
    arguments: (configFile, folder) => [
      library,
      "--config-file",
      configFile,
      "--path",
      folder,
      "--log-level",
      "error",
      "--interactive",
      "--disable_suggestion",
      "--history_file",
      "/dev/null",
      "--query",
      LISTEN,
    ],
    opensListeners: true,
  };
}

/** @throws {WarehouseError} `ENGINE_MISSING` when npm did not install an optional package */
export function findLibrary(): string {
  const { platform, arch } = process;
  const require = createRequire(import.meta.url);
  const name = `@chdb/lib-${platform}-${arch}${platform === "linux" ? "-gnu" : ""}`;
  try {
    require.resolve("ffi-rs");
    return require.resolve(`${name}/libchdb.so`);
  } catch (error) {
    throw new WarehouseError(
      `The embedded engine is not installed: npm did not install the optional packages \`${name}\` or \`ffi-rs\`. Run \`npm install --include=optional\`. ` +
        "They exist for Linux (with glibc) and macOS, x64 and arm64. Or name a ClickHouse of this machine with SAFAR_CLICKHOUSE_BINARY.",
      "ENGINE_MISSING",
      false,
      { cause: error },
    );
  }
}
