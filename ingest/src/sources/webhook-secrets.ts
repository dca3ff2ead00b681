/** The shop platforms whose web-hooks are read. */
export const PLATFORM_NAMES = ["shopify", "woocommerce"] as const;
export type PlatformName = (typeof PLATFORM_NAMES)[number];

/** A web-hook's secrets by platform, as a source keeps them. */
export type WebhookSecrets = Readonly<Partial<Record<PlatformName, string>>>;
