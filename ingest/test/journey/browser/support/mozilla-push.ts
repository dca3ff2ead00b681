import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

interface Told {
  readonly messageType?: "hello" | "register" | "unregister" | "ack";
  readonly channelID?: string;
}

export interface PushTaken {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * A stand-in for Mozilla's push service: Firefox holds a web socket to it (https://mozilla-push-service.readthedocs.io),
 * subscribes by it, and gets what is posted to its endpoints.
 */
export async function startMozillaPush() {
  const taken: PushTaken[] = [];
  const unregistered: string[] = [];
  let status = 201;
  let shown = 0;
  let browser: Duplex | undefined;
  const tell = (message: object) => browser?.write(textFrame(JSON.stringify(message)));

  function deliver(channelID: string, { body, headers }: PushTaken): void {
    tell({
      ...{ messageType: "notification", channelID, version: randomUUID() },
      ...{ data: body.toString("base64url"), headers: { encoding: headers["content-encoding"] } },
    });
  }

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const push = { headers: request.headers, body: Buffer.concat(chunks) };
    taken.push(push);
    response.writeHead(status).end();
    if (status === 201) deliver(request.url!.split("/").at(-1)!, push);
  });
  server.on("upgrade", (request, socket) => {
    const key = `${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const protocol = request.headers["sec-websocket-protocol"];
    socket.write(
      [
        "HTTP/1.1 101 Switching Protocols",
        "Upgrade: websocket",
        "Connection: Upgrade",
        `Sec-WebSocket-Accept: ${createHash("sha1").update(key).digest("base64")}`,
        ...(protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
        "\r\n",
      ].join("\r\n"),
    );
    browser = socket;
    let rest = Buffer.alloc(0);
    socket.on("error", () => {});
    socket.on("data", (data: Buffer) => {
      rest = readFrames(Buffer.concat([rest, data]), (text) => answer(JSON.parse(text) as Told));
    });
  });

  function answer({ messageType, channelID }: Told): void {
    const { port } = server.address() as AddressInfo;
    if (messageType === undefined) tell({});
    if (messageType === "hello")
      tell({
        messageType,
        uaid: randomUUID().replaceAll("-", ""),
        status: 200,
        use_webpush: true,
        broadcasts: {},
      });
    if (messageType === "register")
      tell({
        messageType,
        channelID,
        status: 200,
        pushEndpoint: `http://127.0.0.1:${port}/wpush/${channelID}`,
      });
    // It tells so once its service worker is done with a message.
    if (messageType === "ack") shown += 1;
    if (messageType === "unregister") {
      unregistered.push(channelID!);
      tell({ messageType, channelID, status: 200 });
    }
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    /** What was posted, in order. */
    taken,
    /** How many messages Firefox is done with. */
    done: () => shown,
    /** Subscriptions that Firefox ended. */
    unregistered,
    /** Makes Firefox use it. */
    preferences: {
      "dom.push.serverURL": `ws://127.0.0.1:${port}/`,
      "dom.push.testing.allowInsecureServerURL": true,
      "dom.push.connection.enabled": true,
      "dom.push.enabled": true,
      "dom.serviceWorkers.enabled": true,
      "permissions.default.desktop-notification": 1,
      "alerts.useSystemBackend": false,
    },
    answers(next: number) {
      status = next;
    },
    /** The last message once more, as after a hand-over of which nobody knew whether it was taken. */
    repeat(endpoint: string) {
      deliver(endpoint.split("/").at(-1)!, taken.at(-1)!);
    },
    async close() {
      browser?.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A text of a server as a frame of RFC 6455. */
function textFrame(text: string): Buffer {
  const data = Buffer.from(text);
  const head = data.length < 126 ? [0x81, data.length] : [0x81, 126, data.length >> 8, data.length & 255];
  return Buffer.concat([Buffer.from(head), data]);
}

/** Reads a browser's frames, which are masked. @returns what is left of one that has not arrived whole */
function readFrames(bytes: Buffer, onText: (text: string) => void): Buffer<ArrayBuffer> {
  let rest = bytes;
  while (rest.length >= 6) {
    const isLong = (rest[1]! & 127) === 126;
    const at = isLong ? 4 : 2;
    const length = isLong ? rest.readUInt16BE(2) : rest[1]! & 127;
    if (rest.length < at + 4 + length) break;
    const mask = rest.subarray(at, at + 4);
    const data = Buffer.from(rest.subarray(at + 4, at + 4 + length));
    for (let place = 0; place < length; place++) data[place]! ^= mask[place & 3]!;
    if ((rest[0]! & 15) === 1) onText(data.toString());
    rest = rest.subarray(at + 4 + length);
  }
  return Buffer.from(rest);
}
