/** What `context.library` says of this package; the version is package.json's. */
export const library = { name: "@safar/web", version: "0.1.0" } as const;
