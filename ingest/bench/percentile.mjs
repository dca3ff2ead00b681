/**
 * @param {readonly number[]} sorted in ascending order
 * @param {number} share such as 0.99
 * @returns {number} the value below which this share lies; NaN of none
 */
export const percentile = (sorted, share) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
