import type { TSchema } from "typebox";
import { Compile, type Validator } from "typebox/compile";
import { type Problem, shown } from "./problem.js";

/** Judges one value by one schema, and says of each fault what the schema says of its place. */
export type CheckFields = (value: unknown, at: Problem["path"]) => Problem[];

type Fault = ReturnType<Validator["Errors"]>[number];
type Described = { readonly [keyword: string]: unknown };

/** The most problems that are told of one value: more help nobody. */
const MOST = 20;

/** @param schema a schema without references */
export function fieldChecker(schema: TSchema): CheckFields {
  const validator = Compile(schema);
  return (value, at) => {
    if (validator.Check(value)) return [];
    const faults = [...validator.Errors(value)];
    const wholes = faults.filter(({ keyword }) => keyword === "anyOf").map((fault) => fault.instancePath);
    const problems = new Map<string, Problem>();
    for (const fault of faults) {
      // What no alternative fits is told once.
      if (fault.keyword !== "anyOf" && wholes.some((whole) => fault.instancePath.startsWith(whole))) continue;
      for (const problem of problemsOf(fault, schema as Described, value, at))
        problems.set(problem.path.join("/"), problem);
    }
    return [...problems.values()].slice(0, MOST);
  };
}

function problemsOf(fault: Fault, schema: Described, value: unknown, at: Problem["path"]): Problem[] {
  const inside = pointer(fault.instancePath);
  const path = [...at, ...typed(inside, value)];
  const described = follow(schema, pointer(fault.schemaPath.slice(1)));
  if (fault.keyword === "required")
    return fault.params.requiredProperties.map((name) => ({
      code: "unfit",
      path,
      message: `"${name}" is missing. ${textOf(fieldsOf(described)[name])}`.trim(),
    }));
  // A field that is not known is told of by itself and, unless there are many faults, once more in sum.
  if (fault.keyword === "additionalProperties") return [];
  if (fault.keyword === "boolean") {
    const names = Object.keys(fieldsOf(follow(schema, pointer(fault.schemaPath.slice(1)).slice(0, -1))));
    const known =
      names.length > 0 ? `Known here: ${names.join(", ")}.` : "Use lower-case letters, digits and -.";
    return [{ code: "unfit", path, message: `"${inside.at(-1)?.slice(0, 60)}" is not known here. ${known}` }];
  }
  return [
    {
      code: "unfit",
      path,
      message:
        `${shown(valueAt(value, inside))} does not fit. ${choices(described)}${textOf(described)}`.trim(),
    },
  ];
}

/** What may stand where only certain words may. */
function choices(schema: Described): string {
  const options = (schema.anyOf as Described[] | undefined) ?? [schema];
  const words = options.filter((option) => "const" in option).map((option) => JSON.stringify(option.const));
  return words.length > 0 && words.length === options.length ? `Use ${words.join(", ")}. ` : "";
}

function textOf(schema: unknown): string {
  return String((schema as Described | undefined)?.description ?? "");
}

function fieldsOf(schema: Described): Record<string, unknown> {
  return (schema.properties as Record<string, unknown> | undefined) ?? {};
}

/** The schema at a pointer; of a part without a description of its own, with that of what it stands in. */
function follow(schema: Described, path: readonly string[]): Described {
  let [here, description] = [schema, schema.description];
  for (const part of path) {
    const next = here[part];
    if (typeof next !== "object" || next === null) break;
    here = next as Described;
    description = here.description ?? description;
  }
  return { ...here, description };
}

function pointer(text: string): string[] {
  return text
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function typed(path: readonly string[], value: unknown): (string | number)[] {
  let here = value;
  return path.map((part) => {
    const isPlace = Array.isArray(here);
    here = valueAt(here, [part]);
    return isPlace ? Number(part) : part;
  });
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let here = value;
  for (const part of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, part)) return undefined;
    here = (here as Record<string, unknown>)[part];
  }
  return here;
}
