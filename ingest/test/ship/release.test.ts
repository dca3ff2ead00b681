import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");
const { closeChangelog, notesOf } = (await import(join(ROOT, ".ci/version.mjs"))) as {
  closeChangelog(text: string, version: string, day: string): string;
  notesOf(text: string, version: string): string;
};
const CHANGELOG = "# Changelog\n\n## Unreleased\n\n- Tea.\n\n## 0.1.0, 2026-01-01\n\n- Pots.\n";

describe("the changelog at a release", () => {
  it("gives what was unreleased a version and a day, and the release's page just that", () => {
    const closed = closeChangelog(CHANGELOG, "0.2.0", "2026-02-01");
    expect(closed).toBe(CHANGELOG.replace("Unreleased\n", "Unreleased\n\n## 0.2.0, 2026-02-01\n"));
    expect(notesOf(closed, "0.2.0")).toBe("- Tea.");
    expect(notesOf(closed, "0.1.0")).toBe("- Pots.");
    expect(() => notesOf(closed, "0.3.0")).toThrow("CHANGELOG.md has no part for 0.3.0");
  });

  it("is refused where nothing is unreleased", () => {
    expect(() => closeChangelog(CHANGELOG.replace("- Tea.\n", ""), "0.2.0", "2026-02-01")).toThrow("nothing");
    expect(() => closeChangelog("# Changelog\n", "0.2.0", "2026-02-01")).toThrow("needs one part");
    expect(closeChangelog(readFileSync(join(ROOT, "CHANGELOG.md"), "utf8"), "9.9.9", "2026-02-01")).toContain(
      "## 9.9.9, 2026-02-01\n",
    );
  });
});
