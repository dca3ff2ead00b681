import type { FastifyInstance } from "fastify";

/** @throws {Error} saying which setting to change when the port can't be had */
export async function listen(
  app: FastifyInstance,
  host: string,
  port: number,
  setting: string,
): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const taken = code === "EADDRINUSE" ? "another program listens there" : message;
    throw new Error(
      `Can't listen on ${host}:${port}: ${taken}. Choose another port with ${setting}, or 0 for a free one.`,
      { cause: error },
    );
  }
}
