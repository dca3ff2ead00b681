import type { FastifyInstance } from "fastify";
import { type PortSetting, portsTaken } from "../store/engine/ports.js";

/**
 * Listen backlog: connections that may wait while this process is busy. Further ones are not refused but ignored, and
 * the sender retries after one, three, seven seconds. Node's default of 511 is reached quickly; the system applies
 * its own limit (Linux: net.core.somaxconn).
 */
const WAITING_CONNECTIONS = 65_535;

/** @throws {Error} saying which setting to change when the port is not available */
export async function listen(
  app: FastifyInstance,
  host: string,
  port: number,
  setting: PortSetting,
): Promise<string> {
  try {
    const address = await app.listen({ host, port, backlog: WAITING_CONNECTIONS });
    // A connection that can't be accepted, for example without a free descriptor, must not affect others.
    app.server.on("error", (err) => app.log.error({ err }, "A connection could not be taken"));
    return address;
  } catch (error) {
    throw new Error(portsTaken([{ host, port, setting, error: error as NodeJS.ErrnoException }]), {
      cause: error,
    });
  }
}
