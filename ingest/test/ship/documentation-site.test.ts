import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");
const SITE = join(ROOT, "docs/.vitepress/dist");

let pages: string[];
beforeAll(async () => {
  await promisify(execFile)("npm", ["run", "docs"], { cwd: ROOT });
  pages = ((await readdir(SITE, { recursive: true })) as string[]).filter(
    (name) => name.endsWith(".html") && name !== "404.html",
  );
}, 180_000);

it("every link of the documentation site leads to a page of it, or to a file of the repository", async () => {
  expect(pages.length).toBeGreaterThan(25);
  const broken: string[] = [];
  for (const page of pages) {
    const html = await readFile(join(SITE, page), "utf8");
    for (const [, href = ""] of html.matchAll(/<a [^>]*href="([^"]+)"/g)) {
      const [path = ""] = href.split("#");
      const [, file] = /^https:\/\/github\.com\/[^/]+\/[^/]+\/(?:blob|tree)\/main\/(.*)$/.exec(path) ?? [];
      const leads =
        file !== undefined
          ? !file.startsWith("..") && existsSync(join(ROOT, file))
          : path === "" || !path.startsWith("/") || existsSync(pageFile(path));
      if (!leads) broken.push(`${page}: ${href}`);
    }
  }
  expect(broken).toEqual([]);
});

const pageFile = (path: string) => join(SITE, path.endsWith("/") ? `${path}index.html` : `${path}.html`);

it("shop owners read it in Persian too, from right to left", async () => {
  const english = pages.filter((page) => ["index.html", "figures.html", "privacy.html"].includes(page));
  for (const page of english) {
    const html = await readFile(join(SITE, "fa", page), "utf8");
    expect(html).toMatch(/<html lang="fa" dir="rtl">/);
    expect(html).toMatch(/<h1[^>]*>[^<]*[\u0600-\u06ff]/);
  }
  expect(english).toHaveLength(3);
});
