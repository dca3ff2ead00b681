/** What `context.library` and the User-Agent say of this package; the version is package.json's. */
export const library = { name: "@safar/node", version: "0.1.0" } as const;
