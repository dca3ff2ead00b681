import type { FastifyInstance } from "fastify";
import { type PortSetting, portsTaken } from "../store/engine/ports.js";

/**
 * Connections that may wait to be taken while this process is busy for a moment. One more than that is not refused but
 * ignored, and its sender asks again after one, three, seven seconds. Node's own 511 is soon reached; the system takes
 * no more than its limit (Linux: net.core.somaxconn).
 */
const WAITING_CONNECTIONS = 65_535;

/** @throws {Error} saying which setting to change when the port can't be had */
export async function listen(
  app: FastifyInstance,
  host: string,
  port: number,
  setting: PortSetting,
): Promise<string> {
  try {
    const address = await app.listen({ host, port, backlog: WAITING_CONNECTIONS });
    // A connection that can't be taken, as when no descriptor is left, harms nobody else.
    app.server.on("error", (err) => app.log.error({ err }, "A connection could not be taken"));
    return address;
  } catch (error) {
    throw new Error(portsTaken([{ host, port, setting, error: error as NodeJS.ErrnoException }]), {
      cause: error,
    });
  }
}
