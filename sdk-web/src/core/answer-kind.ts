/**
 * Why the collector refuses a batch with this status; false when it does not, or when the batch may pass when it is
 * sent again. Only the collector's own refusal counts, see isRefusal(): a firewall's or a proxy's page with the same
 * status says nothing about the batch.
 *
 * Of the refusals, 4xx are about this request and final, but for those that say nothing about the batch: no such
 * address, too slow, too fast.
 */
export function refusalOf(status: number): "too_large" | "unauthorized" | "rejected" | false {
  if (status === 413) return "too_large";
  return status === 401 ? "unauthorized" : /^4(?!0[48]|29)/.test(`${status}`) && "rejected";
}

/**
 * Whether a batch was taken. Only an answer in the collector's own form ends it: a 200 with a page of a shop or
 * of a hotel's network in it would otherwise swallow events in silence.
 */
export const isTaken = (answer: { readonly success?: unknown } | null | undefined): boolean =>
  answer?.success === true;

/** Whether an answer is the collector's own refusal, and no other machine's on the way. */
export const isRefusal = (answer: { readonly success?: unknown } | null | undefined): boolean =>
  answer?.success === false;
