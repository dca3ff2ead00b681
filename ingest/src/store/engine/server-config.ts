import { chmod, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isAlive } from "./is-alive.js";
import type { EngineLimits } from "./limits.js";
import { type EngineLogins, usersXml } from "./users.js";

/** ClickHouse's ports on 127.0.0.1. Analysts use the ports of gate.ts. */
export interface Interfaces {
  readonly httpPort: number;
  readonly nativePort: number;
}

/** Folder for the engine's configuration and log inside a data folder. */
const FOLDER = "engine";
/** Name of the sign-in.ts server in the users file. */
const SIGN_IN = "safar";

export interface EngineConfig {
  readonly interfaces: Interfaces;
  readonly logins: EngineLogins;
  readonly limits: EngineLimits;
  /** Address of the server of sign-in.ts. */
  readonly signInUrl: string;
  /** See {@link usersXml}. */
  readonly opensListeners: boolean;
  /** Whether Safar's database exists; then it is the analysts' default database. */
  readonly hasDatabase: boolean;
}

/**
 * Writes an engine's configuration into a data folder; only the owner may read it. Each start uses its own subfolder,
 * so that a start that fails because the folder is in use does not change the running engine's configuration.
 *
 * @returns path of the configuration file
 */
export async function writeEngineConfig(folder: string, config: EngineConfig): Promise<string> {
  const own = join(folder, FOLDER);
  const start = join(own, runName(process.pid, config.interfaces));
  await removeLeftovers(own);
  await mkdir(start, { recursive: true, mode: 0o700 });
  await chmod(own, 0o700);
  const users = join(start, "users.xml");
  const server = join(start, "server.xml");
  await writeFile(users, usersXml(config.logins, config.limits, { ...config, signIn: SIGN_IN }), PRIVATE);
  await writeFile(server, serverXml(folder, own, users, config), PRIVATE);
  return server;
}

/** Removes an engine's configuration. */
export async function removeEngineConfig(folder: string, interfaces: Interfaces): Promise<void> {
  await rm(join(folder, FOLDER, runName(process.pid, interfaces)), { recursive: true, force: true });
}

/** Ids of running processes that started an engine on the folder, except the start of one file. */
export async function livingStarters(folder: string, configFile: string): Promise<number[]> {
  const names = await readdir(join(folder, FOLDER)).catch((): string[] => []);
  const others = names.filter((name) => join(folder, FOLDER, name) !== dirname(configFile));
  return others.map(starterOf).filter((pid) => pid !== undefined && isAlive(pid)) as number[];
}

const runName = (pid: number, { httpPort }: Interfaces) => `run-${pid}-${httpPort}`;

const starterOf = (name: string) => {
  const [, pid] = /^run-(\d+)-\d+$/.exec(name) ?? [];
  return pid === undefined ? undefined : Number(pid);
};

async function removeLeftovers(own: string): Promise<void> {
  for (const name of await readdir(own).catch((): string[] => [])) {
    const pid = starterOf(name);
    if (pid !== undefined && !isAlive(pid)) await rm(join(own, name), { recursive: true, force: true });
  }
}

const PRIVATE = { mode: 0o600 };

/** https://clickhouse.com/docs/operations/server-configuration-parameters/settings */
function serverXml(
  folder: string,
  own: string,
  users: string,
  { interfaces, limits, signInUrl }: EngineConfig,
): string {
  return `<clickhouse>
  <path>${text(folder)}</path>
  <tmp_path>${text(join(folder, "tmp"))}/</tmp_path>
  <user_files_path>${text(join(own, "files"))}/</user_files_path>
  <users_config>${text(users)}</users_config>
  <user_directories><users_xml><path>${text(users)}</path></users_xml></user_directories>
  <http_authentication_servers>
    <${SIGN_IN}>
      <uri>${text(signInUrl)}</uri>
      <connection_timeout_ms>10000</connection_timeout_ms>
      <receive_timeout_ms>10000</receive_timeout_ms>
      <send_timeout_ms>10000</send_timeout_ms>
      <max_tries>2</max_tries>
    </${SIGN_IN}>
  </http_authentication_servers>
  <listen_host>127.0.0.1</listen_host>
  <http_port>${interfaces.httpPort}</http_port>
  <tcp_port>${interfaces.nativePort}</tcp_port>
  <timezone>UTC</timezone>
  <logger>
    <level>error</level>
    <console>0</console>
    <log>${text(join(own, "clickhouse.log"))}</log>
    <size>10M</size>
    <count>3</count>
  </logger>
  <max_server_memory_usage>${limits.memoryBytes}</max_server_memory_usage>
  <max_connections>4096</max_connections>
  <access_control_improvements>
    <select_from_system_db_requires_grant>true</select_from_system_db_requires_grant>
    <select_from_information_schema_requires_grant>true</select_from_information_schema_requires_grant>
    <on_cluster_queries_require_cluster_grant>true</on_cluster_queries_require_cluster_grant>
    <settings_constraints_replace_previous>true</settings_constraints_replace_previous>
  </access_control_improvements>
  <send_crash_reports><enabled>false</enabled></send_crash_reports>
  <database_atomic_delay_before_drop_table_sec>60</database_atomic_delay_before_drop_table_sec>
</clickhouse>
`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Escapes text for XML. */
const text = (value: string) => value.replace(/[&<>]/g, (sign) => ENTITIES[sign]!);
