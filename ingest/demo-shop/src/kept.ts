/**
 * A value that the shop keeps in this browser, its own data and none of Safar's. Where storage is denied it lives as
 * long as the page.
 */
export function kept<Value>(name: string, first: Value) {
  const key = `demo.${name}`;
  let value = first;
  try {
    const text = localStorage.getItem(key);
    if (text !== null) value = JSON.parse(text) as Value;
  } catch {
    // denied or unreadable: begin anew
  }
  return {
    get: () => value,
    set(next: Value) {
      value = next;
      try {
        localStorage.setItem(key, JSON.stringify(next));
      } catch {
        // denied or full: it lives on in this page
      }
    },
  };
}
