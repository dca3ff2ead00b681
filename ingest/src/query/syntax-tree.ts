/** One node of a statement as `EXPLAIN AST` prints it: `  Function file (alias f) (children 1)`. */
export interface SyntaxNode {
  readonly depth: number;
  /** Such as `SelectQuery`, `Function`, `Identifier`. */
  readonly kind: string;
  /** What follows the kind; of functions and identifiers their name. */
  readonly name: string;
}

/**
 * Reads the engine's own syntax tree, one node a line.
 *
 * @returns undefined unless there are as many nodes as the nodes themselves say. (Names are printed as they
 *   are, so one with a line break in it would read as more.)
 */
export function readSyntaxTree(dump: string): SyntaxNode[] | undefined {
  const lines = dump.split("\n").filter((line) => line !== "");
  const nodes = lines.map((line) => {
    const [, indent = "", kind = "", rest = ""] = /^( *)(\S*) ?(.*)$/s.exec(line) ?? [];
    return { depth: indent.length, kind, name: rest.replace(/(^| )\((?:alias|children) .*$/s, "") };
  });
  const announced = lines.map((line) => Number(/\(children (\d+)\)$/.exec(line)?.[1] ?? 0));
  const expected = 1 + announced.reduce((sum, children) => sum + children, 0);
  return nodes.length === expected ? nodes : undefined;
}
