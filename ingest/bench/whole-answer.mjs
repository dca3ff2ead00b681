/** Whether all of an HTTP/1.1 answer has arrived that tells its length, as the collector's do. */
export function isWholeAnswer(received) {
  const headEnd = received.indexOf("\r\n\r\n");
  if (headEnd < 0) return false;
  const length = Number(/content-length: (\d+)/i.exec(received)?.[1]);
  return received.length >= headEnd + 4 + length;
}
