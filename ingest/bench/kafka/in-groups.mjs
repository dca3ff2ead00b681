/**
 * Hands items on in groups, several groups under way at once, and waits until all are through.
 *
 * @param {readonly unknown[]} items
 * @param {{ group: number, inFlight: number }} sizes items of a group, and groups under way
 * @param {(group: unknown[]) => Promise<unknown>} send
 */
export async function inGroups(items, { group, inFlight }, send) {
  let next = 0;
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (next < items.length) {
        const from = next;
        next += group;
        await send(items.slice(from, from + group));
      }
    }),
  );
}
