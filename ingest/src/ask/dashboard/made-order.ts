/**
 * Puts sources in the order in which they were made: the page opens on the first one, as every command takes it.
 *
 * @param rows of the question `sources`
 * @param ids in that order; what is not among them stands behind, as it came
 */
export function inMadeOrder<Row extends Record<string, unknown>>(
  rows: readonly Row[],
  ids: readonly string[],
): Row[] {
  const places = new Map(ids.map((id, place) => [id, place]));
  const placeOf = (row: Row) => places.get(String(row.source_id)) ?? ids.length;
  return [...rows].sort((one, other) => placeOf(one) - placeOf(other));
}
