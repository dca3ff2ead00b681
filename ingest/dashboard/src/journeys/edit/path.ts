/** Where something stands in a definition: names from the top, places in lists. */
export type Path = readonly (string | number)[];

type Held = Readonly<Record<string | number, unknown>>;

/** What stands at a path; undefined where nothing does. */
export function getAt(value: unknown, path: Path): unknown {
  let here = value;
  for (const part of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, part)) return undefined;
    here = (here as Held)[part];
  }
  return here;
}

/** The value with something else at a path; undefined takes out what stands there. The old value stays as it is. */
export function setAt<Value>(value: Value, path: Path, next: unknown): Value {
  const [part, ...rest] = path;
  if (part === undefined) return next as Value;
  const inner = setAt(getAt(value, [part]), rest, next);
  if (Array.isArray(value)) {
    const list = [...(value as unknown[])];
    if (inner === undefined) list.splice(Number(part), 1);
    else list[Number(part)] = inner;
    return list as Value;
  }
  const { [part]: _, ...others } = (value ?? {}) as Held;
  if (inner === undefined) return others as Value;
  // What was there keeps its place, as it does in the file.
  return { ...(value as object), [part]: inner } as Value;
}

/** Whether one path is the other, or lies in it. */
export function isWithin(path: Path, whole: Path): boolean {
  return whole.every((part, at) => path[at] === part);
}
