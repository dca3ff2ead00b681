/**
 * The address at which a program on this machine reaches a listening server.
 *
 * @param listen the address it listens on, such as 0.0.0.0 for all
 */
export function localAddress(listen: string, port: number): string {
  const host = listen === "0.0.0.0" ? "127.0.0.1" : listen === "::" ? "::1" : listen;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
