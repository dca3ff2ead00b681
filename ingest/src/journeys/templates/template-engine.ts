import { type Context, Liquid, type Template } from "liquidjs";
import { moneyText, numberText } from "./money.js";

/** What may stand in a template: nothing that reads files, and no filter whose cost grows faster than its text. */
const TAGS = ["if", "unless", "case", "for", "assign", "break", "continue", "comment"];
const FILTERS = [
  ...[
    "default",
    "upcase",
    "downcase",
    "capitalize",
    "append",
    "prepend",
    "truncate",
    "truncatewords",
    "strip",
  ],
  ...[
    "size",
    "first",
    "last",
    "join",
    "date",
    "plus",
    "minus",
    "times",
    "divided_by",
    "round",
    "abs",
    "url_encode",
  ],
];

/**
 * Characters of a template, milliseconds and units of memory (characters and items) of filling it in. A template takes
 * less than one millisecond; on a machine with other work the process may rest for a hundred meanwhile.
 */
const LIMITS = { parseLimit: 20_000, renderLimit: 1_000, memoryLimit: 1_000_000 };

/** What a template shows was not told, or is empty. */
export class MissingValueError extends Error {
  override readonly name = "MissingValueError";
}

/** Engines by language, with the templates that they read: both takes longer than to fill in a message. */
const engines = new Map<string, KeptEngine>();

interface KeptEngine {
  readonly liquid: Liquid;
  readonly read: Map<string, Template[]>;
  characters: number;
}

/** Characters of templates that are kept for one language. */
const MOST_CHARACTERS = 1_000_000;
const MOST_ENGINES = 64;

/**
 * Liquid, bounded, by own fields alone. A value that is not told stops the filling in, unless `default` gives another.
 *
 * @param language for the filters `money` and `number`
 * @param isHtml whether values are escaped for HTML; no filter takes that back
 */
export function templateEngine(language: string, isHtml: boolean): Liquid {
  return engineOf(language, isHtml).liquid;
}

/**
 * Fills in a template.
 *
 * @throws {LiquidError} where it can't be read or filled in
 */
export function render(template: string, language: string, isHtml: boolean, data: object): string {
  const engine = engineOf(language, isHtml);
  let read = engine.read.get(template);
  if (read === undefined) {
    read = engine.liquid.parse(template);
    engine.characters += template.length;
    if (engine.characters > MOST_CHARACTERS) {
      engine.read.clear();
      engine.characters = template.length;
    }
    engine.read.set(template, read);
  }
  return engine.liquid.renderSync(read, { ...data }) as string;
}

function engineOf(language: string, isHtml: boolean): KeptEngine {
  const key = `${language} ${isHtml}`;
  const kept = engines.get(key);
  if (kept !== undefined) return kept;
  const liquid = new Liquid({
    ...LIMITS,
    ownPropertyOnly: true,
    strictVariables: true,
    strictFilters: true,
    lenientIf: true,
    outputEscape: isHtml ? (value) => escaped(shownText(value)) : shownText,
  });
  keep(liquid.tags, TAGS);
  keep(liquid.filters, FILTERS);
  liquid.registerFilter("money", function (this: { context: Context }, amount: unknown, currency: unknown) {
    const { shop } = this.context.environments as { shop?: { currency?: unknown } };
    return moneyText(amount, currency ?? shop?.currency, language);
  });
  liquid.registerFilter("number", (amount: unknown) => numberText(amount, language));
  if (engines.size >= MOST_ENGINES) engines.clear();
  const engine = { liquid, read: new Map<string, Template[]>(), characters: 0 };
  engines.set(key, engine);
  return engine;
}

function keep(all: Record<string, unknown>, names: readonly string[]): void {
  for (const name of Object.keys(all)) if (!names.includes(name)) delete all[name];
}

/** A value as a message shows it. */
function shownText(value: unknown): string {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "string") throw new MissingValueError(value ? "it is not a text" : "it is missing");
  if (value.trim() === "") throw new MissingValueError("it is empty");
  return value;
}

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" },
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
}
