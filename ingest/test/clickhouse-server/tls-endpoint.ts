import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { type AddressInfo, connect, type Socket } from "node:net";
import { createServer } from "node:tls";
import { makeKeyStore } from "../broker/key-store.js";

/** Where TLS ends, as a balancer before a ClickHouse does. */
export interface TlsEndpoint {
  /** Base address, with https. */
  readonly url: string;
  /** The certificate to trust, as PEM; nobody else vouches for it. */
  readonly certificate: string;
  close(): Promise<void>;
}

/** @param folder for the key and its certificate, which `keytool` of Java makes */
export async function startTlsEndpoint(target: URL, folder: string): Promise<TlsEndpoint> {
  const { path, password, certificate } = await makeKeyStore(folder);
  const open = new Set<Socket>();
  const server = createServer({ pfx: await readFile(path), passphrase: password }, (near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => open.delete(socket));
      socket.pipe(other);
    }
  });
  // Clients that don't trust the certificate hang up in the middle of the greeting.
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    certificate,
    async close() {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, "close");
    },
  };
}
