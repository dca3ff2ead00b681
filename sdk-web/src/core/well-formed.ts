/**
 * Removes each half of a pair of surrogates that lost its other half, such as what `slice()` leaves of an emoji.
 * JSON has such a half as an escape, which ClickHouse's JSON functions refuse together with all that stands around it.
 *
 * @param json as JSON.stringify() wrote it: it escapes halves and no whole pair (ECMA-262, 25.5.2.3)
 */
export const wellFormed = (json: string): string => json.replace(/(\\\\)|\\ud.../g, "$1");
