/**
 * The traits of a person as messages show them: as they were told, and the names of Segment's spec also as this project
 * writes them: `first_name` is there whether a shop says `first_name` or `firstName`.
 */
export function profileOf(traits: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { firstName, lastName, name } = traits;
  const [first, last] = [
    textOf(traits.first_name) ?? textOf(firstName),
    textOf(traits.last_name) ?? textOf(lastName),
  ];
  const whole = textOf(name) ?? ([first, last].filter(Boolean).join(" ") || undefined);
  return {
    ...traits,
    ...(first === undefined ? {} : { first_name: first }),
    ...(last === undefined ? {} : { last_name: last }),
    ...(whole === undefined ? {} : { name: whole }),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}
