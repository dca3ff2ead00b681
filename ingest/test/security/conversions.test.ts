import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Where strangers' values go through; the reference is made of our own schemas. */
const FOLDERS = ["collect", "event", "operate/tail", "people"].map((name) => `ingest/src/${name}`);

const CONVERTERS = new Set([
  "String",
  "Number",
  "BigInt",
  "parseInt",
  "parseFloat",
  "Number.parseFloat",
  "Number.parseInt",
]);

/**
 * Every place that turns a value of unknown type into a text or a number by what the value brings along. Of
 * `{"toString":1}` each of them throws.
 */
function conversions(files: readonly string[]): string[] {
  const configPath = join(ROOT, "ingest/tsconfig.json");
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(configPath, ts.sys.readFile).config,
    ts.sys,
    join(ROOT, "ingest"),
  );
  const program = ts.createProgram([...files], { ...options, noEmit: true, composite: false });
  const checker = program.getTypeChecker();
  const isUnknown = (node: ts.Expression) =>
    (checker.getTypeAtLocation(node).flags &
      (ts.TypeFlags.Unknown | ts.TypeFlags.Any | ts.TypeFlags.NonPrimitive)) !==
    0;
  const found: string[] = [];
  for (const file of files) {
    const source = program.getSourceFile(file)!;
    const report = (node: ts.Node) =>
      found.push(
        `${file.slice(ROOT.length)}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${node.getText()}`,
      );
    const visit = (node: ts.Node): void => {
      if (
        ts.isCallExpression(node) &&
        CONVERTERS.has(node.expression.getText()) &&
        node.arguments.some(isUnknown)
      )
        report(node);
      if (ts.isTemplateSpan(node) && isUnknown(node.expression)) report(node);
      if (
        ts.isBinaryExpression(node) &&
        [
          ts.SyntaxKind.PlusToken,
          ts.SyntaxKind.LessThanToken,
          ts.SyntaxKind.GreaterThanToken,
          ts.SyntaxKind.EqualsEqualsToken,
        ].includes(node.operatorToken.kind) &&
        (isUnknown(node.left) || isUnknown(node.right)) &&
        // x == null asks nothing of x.
        node.right.kind !== ts.SyntaxKind.NullKeyword
      )
        report(node);
      if (
        ts.isPropertyAccessExpression(node) &&
        ["toString", "valueOf", "toJSON", "then"].includes(node.name.text) &&
        isUnknown(node.expression)
      )
        report(node);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

it("nothing but told.ts turns a stranger's value into a text or a number", { timeout: 120_000 }, () => {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.startsWith("reference/"))
      .map((name) => join(ROOT, folder, name)),
  );
  expect(files.length).toBeGreaterThan(40);
  expect(conversions(files), "use toldText, toldNumber, columnText or idText of @safar/schemas").toEqual([]);
});
