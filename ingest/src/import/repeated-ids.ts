/**
 * Says of each id whether it was among the latest ones. A file with one row for each line of an order repeats
 * its order ids close together; remembering the latest is enough to notice, however long the file is.
 */
export function createRepeatFinder(remembered = 10_000): (id: string) => boolean {
  let latest = new Set<string>();
  let earlier = new Set<string>();
  return (id) => {
    if (latest.has(id) || earlier.has(id)) return true;
    latest.add(id);
    if (latest.size >= remembered) {
      earlier = latest;
      latest = new Set();
    }
    return false;
  };
}
