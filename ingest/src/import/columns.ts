/**
 * Finds a column by the name that a person gives: an exact match, else a match that ignores case, blanks and
 * underscores. `#3` is the third column.
 *
 * @returns its index from 0; undefined when there is none
 * @throws {RangeError} when two columns have the name; the message says how to choose one
 */
export function findColumn(name: string, columns: readonly string[]): number | undefined {
  const place = /^#(\d{1,4})$/.exec(name);
  if (place && !columns.includes(name)) {
    const index = Number(place[1]) - 1;
    return index >= 0 && index < columns.length ? index : undefined;
  }
  const exact = placesOf(columns, (column) => column === name);
  const places = exact.length > 0 ? exact : placesOf(columns, (column) => plain(column) === plain(name));
  if (places.length > 1) {
    const numbers = places.map((index) => `#${index + 1}`);
    throw new RangeError(
      `The file has ${places.length} columns "${name}". Choose one by its number: ${numbers.join(" or ")}.`,
    );
  }
  return places[0];
}

function placesOf(columns: readonly string[], fits: (column: string) => boolean): number[] {
  return columns.flatMap((column, index) => (fits(column) ? [index] : []));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_]/g, "");
}
