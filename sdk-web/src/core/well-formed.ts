/**
 * Removes lone surrogates, such as `slice()` makes from an emoji. JSON writes them as escapes, and ClickHouse's JSON
 * functions refuse the whole text because of one.
 *
 * @param json output of JSON.stringify(), which escapes only lone surrogates (ECMA-262, 25.5.2.3)
 */
export const wellFormed = (json: string): string => json.replace(/(\\\\)|\\ud.../g, "$1");
