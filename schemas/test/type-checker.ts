import { fileURLToPath } from "node:url";
import ts from "typescript";

const base = fileURLToPath(new URL("../../tsconfig.base.json", import.meta.url));

/** The TypeScript of an editor: what it complains of in a file, and what it offers at a place. */
export class TypeChecker {
  readonly #file: string;
  readonly #service: ts.LanguageService;

  /** @param file a TypeScript file, checked under the repository's own strict settings */
  constructor(file: URL) {
    this.#file = fileURLToPath(file);
    const { options } = ts.parseJsonConfigFileContent(
      { extends: base, compilerOptions: { noEmit: true, composite: false }, files: [this.#file] },
      ts.sys,
      fileURLToPath(new URL(".", file)),
    );
    this.#service = ts.createLanguageService({
      getCompilationSettings: () => options,
      getScriptFileNames: () => [this.#file],
      getScriptVersion: () => "1",
      getScriptSnapshot: (name) => {
        const text = ts.sys.readFile(name);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => fileURLToPath(new URL(".", file)),
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      fileExists: ts.sys.fileExists,
      readFile: ts.sys.readFile,
      directoryExists: ts.sys.directoryExists,
    });
  }

  /** Errors of syntax and of types, each with its line. */
  complaints(): string[] {
    const found = [
      ...this.#service.getSyntacticDiagnostics(this.#file),
      ...this.#service.getSemanticDiagnostics(this.#file),
    ];
    return found.map(({ file, start, messageText }) => {
      const line = (file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0) + 1;
      return `line ${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
    });
  }

  /** The names that are offered where the first occurrence of `text` ends. */
  offersAfter(text: string): string[] {
    const completions = this.#service.getCompletionsAtPosition(this.#file, this.#endOf(text), {});
    return completions?.entries.map(({ name }) => name) ?? [];
  }

  /** What is shown for the name that ends where `text` ends. */
  documentationOf(text: string): string {
    const info = this.#service.getQuickInfoAtPosition(this.#file, this.#endOf(text) - 1);
    return ts.displayPartsToString(info?.documentation);
  }

  #endOf(text: string): number {
    return (ts.sys.readFile(this.#file) ?? "").indexOf(text) + text.length;
  }
}
