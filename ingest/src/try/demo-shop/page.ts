import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** Folder of the shop's page, style, pictures and compiled scripts. */
const FOLDER = new URL("../../../demo-shop/", import.meta.url);

/** Folders whose files the browser may load. */
export const ASSET_FOLDERS = ["assets", "dist"].map((name) => fileURLToPath(new URL(`${name}/`, FOLDER)));

/** Paths below the shop's that serve its single page; the page's script shows the right content. */
export const PAGE_PATHS = [
  "/",
  "/collections/:collection",
  "/products/:product",
  "/cart",
  "/checkout",
  "/orders/:order",
] as const;

/**
 * Reads a page and writes the write key into its script tag.
 *
 * @param name `page.html` of the shop, or `check.html`, which tests the visitor's browser
 * @returns HTML
 */
export async function readPage(writeKey: string, name = "page.html"): Promise<string> {
  const page = await readFile(new URL(name, FOLDER), "utf8");
  return page.replaceAll("{{write key}}", writeKey);
}
