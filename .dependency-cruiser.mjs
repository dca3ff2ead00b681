// Who may import whom. `npm run check` fails where an import runs up or in a circle.

/** The rooms of ingest/src from the top down: a room imports what stands below it, and nothing above. */
const ROOMS = [
  "modes",
  "import",
  "try",
  "operate",
  "journeys",
  "ask",
  "channels",
  "collect",
  "load",
  "people",
  "event",
  "operator",
  "client",
  "sources",
  "store",
  "data-folder",
  "output",
  "connections",
  "settings",
];

const upwards = ROOMS.slice(1).map((room, place) => ({
  name: `${room}-imports-no-room-above`,
  severity: "error",
  from: { path: `^ingest/src/${room}/` },
  to: { path: `^ingest/src/(${ROOMS.slice(0, place + 1).join("|")})/|^ingest/src/[^/]+\\.ts$` },
}));

export default {
  forbidden: [
    { name: "no-circle", severity: "error", from: {}, to: { circular: true } },
    {
      name: "every-room-has-its-place",
      comment: "A new folder of ingest/src is written into ROOMS.",
      severity: "error",
      from: {},
      to: { path: "^ingest/src/[^/]+/", pathNot: `^ingest/src/(${ROOMS.join("|")})/` },
    },
    ...upwards,
    {
      name: "modes-import-no-command-line",
      severity: "error",
      from: { path: "^ingest/src/modes/" },
      to: { path: "^ingest/src/[^/]+\\.ts$" },
    },
    {
      name: "core-knows-no-platform",
      severity: "error",
      from: { path: "^sdk-web/src/core/" },
      to: { path: "^sdk-web/src/(?!core/)|^sdk-node/|^ingest/", dependencyTypesNot: ["npm"] },
    },
    {
      name: "schemas-stand-alone",
      severity: "error",
      from: { path: "^schemas/src/" },
      to: { path: "^(ingest|sdk-web|sdk-node)/" },
    },
    {
      name: "no-test-in-the-product",
      severity: "error",
      from: { path: "^(schemas|sdk-web|sdk-node|ingest)/src/" },
      to: { path: "/(test|bench)/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules|/dist/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types"] },
  },
};
