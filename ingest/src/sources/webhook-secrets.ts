/** Shop platforms with supported web-hooks. */
export const PLATFORM_NAMES = ["shopify", "woocommerce"] as const;
export type PlatformName = (typeof PLATFORM_NAMES)[number];

/** A source's web-hook secrets by platform. */
export type WebhookSecrets = Readonly<Partial<Record<PlatformName, string>>>;
