/**
 * Puts rows in the order in which their sources were made: the page opens on the first one, as every command takes it.
 *
 * @param column of the rows, with their source's id
 * @param ids in that order; what is not among them stands behind, as it came
 */
export function inMadeOrder<Row extends Record<string, unknown>>(
  rows: readonly Row[],
  column: string,
  ids: readonly string[],
): Row[] {
  const places = new Map(ids.map((id, place) => [id, place]));
  const placeOf = (row: Row) => places.get(String(row[column])) ?? ids.length;
  return [...rows].sort((one, other) => placeOf(one) - placeOf(other));
}
