import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** Folder of the shop's page, its style and pictures, and what its scripts are compiled to. */
const FOLDER = new URL("../../../demo-shop/", import.meta.url);

/** Folders whose files the browser may load. */
export const ASSET_FOLDERS = ["assets", "dist"].map((name) => fileURLToPath(new URL(`${name}/`, FOLDER)));

/** Addresses, below the shop's own, at which the shop's one page stands; its script shows what belongs there. */
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
 * @param name `page.html` of the shop, or `check.html`, which checks the browser that opens it
 * @returns HTML
 */
export async function readPage(writeKey: string, name = "page.html"): Promise<string> {
  const page = await readFile(new URL(name, FOLDER), "utf8");
  return page.replaceAll("{{write key}}", writeKey);
}
