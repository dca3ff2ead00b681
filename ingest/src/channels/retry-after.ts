/** Seconds of a Retry-After as milliseconds; undefined where there is none, or one that is no reasonable number. */
export function retryAfterMs(header: string | undefined): number | undefined {
  return /^\d{1,5}$/.test(header ?? "") ? Number(header) * 1000 : undefined;
}
