import type { Preset } from "./preset.js";
import { shopify } from "./shopify.js";
import { woocommerce } from "./woocommerce.js";

/** The platforms that `--from` supports. */
export const PRESETS = { shopify, woocommerce } as const satisfies Record<string, Preset>;
export type PresetName = keyof typeof PRESETS;
