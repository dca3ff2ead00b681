import { readFile } from "node:fs/promises";
import { DATA_NAMES, type MessageData, NOTHING_KNOWN } from "./fill-in.js";

/** What the option that names such a file says. */
export const DATA_FILE_HELP =
  "JSON file of what messages show: { profile: {…}, event: {…}, shop: {…}, cart: { lines: […] }, recommended: […] }";

/**
 * What messages show, of a file.
 *
 * @param rest what is shown where the file says nothing
 * @throws {Error} with what the file must hold
 */
export async function readData(
  file: string | undefined,
  rest: MessageData = NOTHING_KNOWN,
): Promise<MessageData> {
  if (file === undefined) return rest;
  const told = parsed(await readFile(file, "utf8"));
  const isData =
    isObject(told) &&
    Object.entries(told).every(([name, value]) =>
      name === "recommended"
        ? Array.isArray(value)
        : (DATA_NAMES as readonly string[]).includes(name) && isObject(value),
    ) &&
    (told.cart === undefined || Array.isArray((told.cart as { lines?: unknown }).lines));
  if (!isData)
    throw new Error(
      `${file} must hold { "profile": {…}, "event": {…}, "shop": {…}, "cart": { "lines": […] }, "recommended": […] }, or some of them.`,
    );
  return { ...rest, ...told } as MessageData;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
