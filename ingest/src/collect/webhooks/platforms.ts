import type { PlatformName } from "../../sources/webhook-secrets.js";
import type { Platform } from "./platform.js";
import { shopify } from "./shopify/shopify.js";
import { woocommerce } from "./woocommerce/woocommerce.js";

/** The supported platforms. */
export const PLATFORMS: Readonly<Record<PlatformName, Platform>> = { shopify, woocommerce };
