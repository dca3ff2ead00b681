import { once } from "node:events";
import { start, stop } from "./driver.js";

/** A screen that nobody sees. */
export interface Screen {
  readonly display: string;
  close(): Promise<void>;
}

/** Starts an X server on a display of its own, which no network reaches. */
export async function startScreen(): Promise<Screen> {
  const args = ["-displayfd", "3", "-nolisten", "tcp", "-screen", "0", "1280x1024x24"];
  const server = start("Xvfb", args, { PATH: process.env.PATH });
  // It writes the number of its display when it is ready.
  const said = server.stdio[3] as NodeJS.ReadableStream;
  const [number] = await Promise.race([
    once(said, "data"),
    once(server, "close").then(() => {
      throw new Error("Xvfb ended before it was ready.");
    }),
  ]);
  return { display: `:${String(number).trim()}`, close: () => stop(server) };
}
