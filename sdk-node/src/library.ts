/** This package's name and version (from package.json) for `context.library` and the User-Agent. */
export const library = { name: "@safar/node", version: "0.1.0" } as const;
