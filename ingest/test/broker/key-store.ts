import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const PASSWORD = "safar-test";

/** Makes a key and a certificate for 127.0.0.1 that signs itself, with the `keytool` that comes with Java. */
export async function makeKeyStore(
  folder: string,
): Promise<{ path: string; password: string; certificate: string }> {
  const path = join(folder, "broker.p12");
  const store = ["-keystore", path, "-storetype", "PKCS12", "-storepass", PASSWORD, "-alias", "broker"];
  if (!existsSync(path)) {
    const names = ["-dname", "CN=127.0.0.1", "-ext", "san=ip:127.0.0.1,dns:localhost", "-validity", "30"];
    await run("keytool", ["-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", ...names, ...store]);
  }
  const { stdout } = await run("keytool", ["-exportcert", "-rfc", ...store]);
  return { path, password: PASSWORD, certificate: stdout };
}
