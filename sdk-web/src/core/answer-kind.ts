/**
 * Why a batch is refused with this status; false when it is not, or may pass when it is sent again.
 *
 * Of the refusals, 4xx are about this request and final, but for those that say nothing about the batch: no
 * collector there (yet), too slow, too early, too fast.
 */
export function refusalOf(status: number): "too_large" | "unauthorized" | "rejected" | false {
  if (status === 413) return "too_large";
  return status === 401 ? "unauthorized" : /^4(?!0[48]|2[59])/.test(`${status}`) && "rejected";
}

/**
 * Whether a batch was taken. Only an answer in the collector's own form ends it: a 200 with a page of a shop or
 * of a hotel's network in it would otherwise swallow events in silence.
 */
export const isTaken = (answer: { readonly success?: unknown } | null | undefined): boolean =>
  answer?.success === true;
