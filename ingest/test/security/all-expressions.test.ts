import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { RegExpParser, visitRegExpAST } from "@eslint-community/regexpp";
import { analyse } from "scslre";
import ts from "typescript";
import { expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Expressions that may go back and forth, by file, and why that can't harm. */
const HARMLESS: Readonly<Record<string, string>> = {
  "ingest/src/event/enrich/money.ts": "of 64 characters at most",
  "ingest/src/event/enrich/read-number.ts": "of 64 characters at most",
  "ingest/src/store/migrate/cluster.ts": "our own migrations and views",
  "ingest/src/collect/script/command.ts": "an option of the command line",
  "ingest/src/output/terminal/table.ts": "figures of our own views",
  "ingest/src/try/demo/ledger/arithmetic.ts": "digits of the demo's own arithmetic",
};

/** Expressions that are put together, whose parts are constants here or the operator's own setting. */
const PUT_TOGETHER = [
  "ingest/src/output/csv/spreadsheet-text.ts",
  "ingest/src/import/date-format.ts",
  "ingest/src/store/migrate/cluster.ts",
  "ingest/src/event/privacy/protect.ts",
  "schemas/src/id.ts",
  "schemas/src/plain-text.ts",
  "schemas/src/timestamp.ts",
];

interface Found {
  readonly place: string;
  readonly literal: string;
}

/** Every regular expression that the source texts hold. */
function expressions(folders: readonly string[]): { literals: Found[]; made: string[] } {
  const literals: Found[] = [];
  const made: string[] = [];
  for (const folder of folders) {
    const files = readdirSync(ROOT + folder, { recursive: true, encoding: "utf8" });
    for (const name of files.filter((name) => /\.tsx?$/.test(name))) {
      const file = `${folder}/${name}`;
      const text = readFileSync(ROOT + file, "utf8");
      const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
      const visit = (node: ts.Node): void => {
        if (ts.isRegularExpressionLiteral(node)) literals.push({ place: file, literal: node.text });
        if (ts.isNewExpression(node) && node.expression.getText() === "RegExp")
          made.push(`${file}: ${node.getText()}`);
        ts.forEachChild(node, visit);
      };
      visit(source);
    }
  }
  return { literals, made };
}

/** Why matching may take more than a time that grows as the text does, or undefined. */
/** A node of an expression, with what it stands in. */
interface Ancestor {
  readonly type: string;
  readonly parent?: Ancestor | null;
}

function slowness(literal: string): string | undefined {
  const pattern = new RegExpParser().parseLiteral(literal);
  const { reports } = analyse(new RegExp(pattern.pattern.raw, pattern.flags.raw));
  if (reports.length > 0) return reports.map(({ type }) => type).join(", ");
  // What scslre does not look at: a look to the side at each place, as far as the text goes.
  const anchored = literal.startsWith("/^");
  let looks = false;
  visitRegExpAST(pattern, {
    onQuantifierEnter({ max, parent }) {
      if (max !== Number.POSITIVE_INFINITY || anchored) return;
      for (let at: Ancestor | null = parent as Ancestor; at; at = at.parent ?? null)
        if (at.type === "Assertion") looks = true;
    },
  });
  return looks ? "a look as far as the text goes" : undefined;
}

const { literals, made } = expressions(["ingest/src", "schemas/src"]);

it("knows an expression that costs more than its text is longer", () => {
  // Each stopped a process somewhere: the first one ours, for 34 seconds, by 245 bytes.
  for (const slow of ["/iPad|Tablet|Android(?!.*Mobile)/i", "/\\s+$/", "/(a+)+b/", "/a.*b.*c/"])
    expect([slow, slowness(slow)]).not.toContain(undefined);
  for (const fast of ["/^a.*b/", "/[a-z]+/g", "/(?<!x)[0-9]{13}(?!y)/"])
    expect(slowness(fast)).toBeUndefined();
  expect(literals.length).toBeGreaterThan(50);
});

it("no regular expression goes back and forth over a text from outside", () => {
  const slow = literals.flatMap(({ place, literal }) => {
    const why = slowness(literal);
    return why === undefined || place in HARMLESS ? [] : `${place}: ${literal} (${why})`;
  });
  expect(slow, "rewrite these, or say in HARMLESS why nobody from outside chooses the text").toEqual([]);
});

it("an expression is written down, and not put together of what comes from outside", () => {
  expect(made.filter((one) => !PUT_TOGETHER.includes(one.split(":")[0] ?? ""))).toEqual([]);
});
