/** Where a browser takes notifications, and the keys they are encrypted for. */
export interface PushSubscription {
  /** An address of the browser's push service, for this browser and shop alone. */
  readonly endpoint: string;
  /** The browser's public key, a point of P-256, base64url. */
  readonly p256dh: string;
  /** 16 random bytes of the browser, base64url. */
  readonly auth: string;
}

/** The longest that is known has about 700 characters. */
const LONGEST_ENDPOINT = 1_000;
const UNCOMPRESSED = 4;

/**
 * A subscription as a browser writes it, `PushSubscription.toJSON()` (https://www.w3.org/TR/push-api/#pushsubscription-interface).
 *
 * @returns undefined when it is none: an unreadable key, or an address that is too long
 */
export function readSubscription(told: unknown): PushSubscription | undefined {
  const { endpoint, keys } = objectOf(told);
  const { p256dh, auth } = objectOf(keys);
  if (typeof endpoint !== "string" || endpoint.length > LONGEST_ENDPOINT) return undefined;
  if (!/^https?:\/\//.test(endpoint) || !URL.canParse(endpoint)) return undefined;
  const point = bytesOf(p256dh);
  if (point?.length !== 65 || point[0] !== UNCOMPRESSED || bytesOf(auth)?.length !== 16) return undefined;
  return { endpoint, p256dh: point.toString("base64url"), auth: bytesOf(auth)!.toString("base64url") };
}

function bytesOf(text: unknown): Buffer | undefined {
  return typeof text === "string" && /^[\w+/-]{1,100}={0,2}$/.test(text)
    ? Buffer.from(text, "base64url")
    : undefined;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
