/**
 * Why the collector refuses a batch with this status; false when it does not, or when a retry can help. Only the
 * collector's own refusal counts, see isRefusal(): an error page of a firewall or proxy with the same status says
 * nothing about the batch.
 *
 * A 4xx is final, except those that are not about the batch: no such address, too slow, too fast.
 */
export function refusalOf(status: number): "too_large" | "unauthorized" | "rejected" | false {
  if (status === 413) return "too_large";
  return status === 401 ? "unauthorized" : /^4(?!0[48]|29)/.test(`${status}`) && "rejected";
}

/**
 * Whether a batch was accepted. Only an answer in the collector's format counts: otherwise a 200 with a web page,
 * such as a hotel network's login page, would silently lose events.
 */
export const isTaken = (answer: { readonly success?: unknown } | null | undefined): boolean =>
  answer?.success === true;

/** Whether an answer is the collector's own refusal, not that of a machine in between. */
export const isRefusal = (answer: { readonly success?: unknown } | null | undefined): boolean =>
  answer?.success === false;
