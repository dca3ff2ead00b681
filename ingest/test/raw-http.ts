import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** What came back over a connection until it ended or fell silent. */
export interface RawAnswer {
  readonly text: string;
  /** True when the other side ended or reset the connection. */
  readonly ended: boolean;
}

/** Opens a connection to an address such as `http://127.0.0.1:7070`. */
export async function connectRaw(address: string): Promise<Socket> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

/** Sends bytes as they are, and gives what comes back until the connection ends, or nothing came for a while. */
export async function sendRaw(
  address: string,
  bytes: string | Uint8Array,
  { quietMs = 200, until = (_text: string): boolean => false } = {},
): Promise<RawAnswer> {
  const socket = await connectRaw(address);
  socket.write(bytes);
  const answer = await readRaw(socket, { quietMs, until });
  socket.destroy();
  return answer;
}

/** What comes over a connection until it ends, fits, or nothing came for a while. */
export async function readRaw(
  socket: Socket,
  { quietMs = 200, until = (_text: string): boolean => false } = {},
): Promise<RawAnswer> {
  let text = "";
  return await new Promise((resolve) => {
    const finish = (ended: boolean) => () => {
      clearTimeout(timer);
      resolve({ text, ended });
    };
    const quiet = finish(false);
    let timer = setTimeout(quiet, quietMs);
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      if (until(text)) return quiet();
      clearTimeout(timer);
      timer = setTimeout(quiet, quietMs);
    });
    socket.once("end", finish(true));
    socket.once("close", finish(true));
  });
}
