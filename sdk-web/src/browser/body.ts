import { batchBody } from "../core/batch.js";

/** A batch's body with its write key inside, for requests that can carry no header. `sentAt` is now. */
export function keyedBody(jsons: readonly string[], writeKey: string): string {
  const body = batchBody(
    jsons.map((json) => ({ json })),
    Date.now(),
  );
  return `${body.slice(0, -1)},"writeKey":${JSON.stringify(writeKey)}}`;
}
