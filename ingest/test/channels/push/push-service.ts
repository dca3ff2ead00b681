import { createDecipheriv, createECDH, hkdfSync, randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface Pushed {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** How a push service answers; `break`: it closes the connection after it took the message. */
export type PushAnswer = { readonly status: number; readonly headers?: Record<string, string> } | "break";

/**
 * A push service for tests: it keeps a ledger of what it took, and answers as told.
 *
 * @param answerTo the answer to the so-manieth message, in place of what `answers` says
 */
export async function startPushService(answerTo?: (taken: number) => PushAnswer) {
  const ledger: Pushed[] = [];
  let answer: PushAnswer = { status: 201 };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    ledger.push({ path: request.url!, headers: request.headers, body: Buffer.concat(chunks) });
    const own = answerTo?.(ledger.length) ?? answer;
    if (own === "break") request.socket.destroy();
    else response.writeHead(own.status, own.headers).end("what it says");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ledger,
    url: `http://127.0.0.1:${port}`,
    answers(next: PushAnswer) {
      answer = next;
    },
    browser: (name: string = randomUUID()) => browserAt(`http://127.0.0.1:${port}/push/${name}`),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** A browser's keys, by which it reads what is sent to it. */
export function browserAt(endpoint: string) {
  const own = createECDH("prime256v1");
  const p256dh = own.generateKeys("base64url");
  const auth = randomBytes(16);
  return {
    /** As `PushSubscription.toJSON()` gives it. */
    subscription: { endpoint, expirationTime: null, keys: { p256dh, auth: auth.toString("base64url") } },
    /** By RFC 8291 section 3.4, from the receiver's side. */
    decrypt(body: Buffer) {
      const [salt, sender] = [body.subarray(0, 16), body.subarray(21, 86)];
      const info = Buffer.concat([Buffer.from("WebPush: info\0"), own.getPublicKey(), sender]);
      const key = Buffer.from(hkdfSync("sha256", own.computeSecret(sender), auth, info, 32));
      const derive = (use: string, bytes: number) =>
        Buffer.from(hkdfSync("sha256", key, salt, `Content-Encoding: ${use}\0`, bytes));
      const opener = createDecipheriv("aes-128-gcm", derive("aes128gcm", 16), derive("nonce", 12));
      opener.setAuthTag(body.subarray(-16));
      const plain = Buffer.concat([opener.update(body.subarray(86, -16)), opener.final()]);
      return JSON.parse(plain.subarray(0, -1).toString("utf8"));
    },
  };
}
