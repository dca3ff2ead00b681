import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";
import { dts } from "rollup-plugin-dts";

// The SDKs carry the platform-free core and the event types inside them, so that a shop installs one package.
const external = [/^node:/];

/** The core is a part of both SDKs and no package of its own. */
const core = (extension) => ({
  name: "safar-core",
  resolveId: (id) =>
    id === "@safar/web/core"
      ? fileURLToPath(new URL(`sdk-web/build/core/index.${extension}`, import.meta.url))
      : null,
});

/**
 * Short names in an order of letters in which the script packs well, found by trying: another order costs about 40
 * bytes. It runs in a worker, to which it goes as text: nothing around it is there.
 */
const shortNames = (letters) => ({
  letters,
  get(place) {
    const digits = `${this.letters}0123456789`;
    let name = this.letters[place % this.letters.length];
    for (
      let rest = Math.floor(place / this.letters.length);
      rest > 0;
      rest = Math.floor(rest / digits.length)
    ) {
      rest--;
      name += digits[rest % digits.length];
    }
    return name;
  },
});

/** Properties that never leave the package end in an underscore, and so may become shorter. */
const mangle = {
  nth_identifier: shortNames("XsnlfjdhvRietFwPg$HoykmbUcaIWTNEVKpqBJCQYASZOLu_zDMGxr"),
  properties: {
    regex: /_$/,
    nth_identifier: shortNames("$Ug_LlHpZuvKhVXRENTMBqOYAyktJPWDIzxwjmfSFndroacsQCbieG"),
  },
};

/**
 * One word for all declarations packs better than two: it saves 41 bytes. The syntax tree says which words are
 * declarations; two spaces keep the columns of the source map true.
 */
const declareByLet = {
  name: "safar-let",
  renderChunk(code) {
    const places = [];
    const visit = (part) => {
      if (part === null || typeof part !== "object") return;
      if (part.type === "VariableDeclaration" && part.kind === "const") places.push(part.start);
      Object.values(part).forEach(visit);
    };
    visit(this.parse(code));
    const letters = code.split("");
    for (const place of places) letters.splice(place, 5, ..."let  ");
    return { code: letters.join(""), map: null };
  },
};

const minify = () =>
  terser({
    ecma: 2020,
    module: true,
    compress: {
      // More make it smaller before it is packed, and larger after.
      passes: 2,
      unsafe_arrows: true,
      unsafe_methods: true,
      keep_fargs: false,
      pure_getters: true,
      hoist_props: true,
      // Also the plain reading of a text with values in it, "a" + b.
      unsafe: true,
      loops: false,
    },
    mangle,
    format: { comments: false },
  });

/** A line break at the end would cost four bytes. */
const trimmed = {
  name: "safar-trim",
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) if (file.type === "chunk") file.code = file.code.trimEnd();
  },
};

/** The stub stands in a page's head in one line. Each of its statements ends in a semicolon, so lines can be joined. */
const stub = () => ({
  name: "safar-stub",
  generateBundle() {
    const source = readFileSync(new URL("sdk-web/src/stub.js", import.meta.url), "utf8");
    this.emitFile({ type: "asset", fileName: "stub.js", source: source.replace(/\s*\n\s*/g, "") });
  },
});

/** The dashboard's styles in one file, and its icon beside it. */
const dashboardFiles = {
  name: "safar-dashboard-files",
  generateBundle() {
    const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
    const styles = ["colours", "base", "layout", "panel", "figures", "journeys", "editor", "customers"].map(
      (name) => `ingest/dashboard/assets/${name}.css`,
    );
    const source = ["node_modules/uplot/dist/uPlot.min.css", ...styles].map(read).join("\n");
    this.emitFile({ type: "asset", fileName: "dashboard.css", source });
    this.emitFile({ type: "asset", fileName: "icon.svg", source: read("ingest/dashboard/assets/icon.svg") });
  },
};

export default [
  {
    input: "sdk-node/build/index.js",
    external,
    plugins: [core("js"), nodeResolve()],
    output: [
      { file: "sdk-node/dist/index.js", format: "es", sourcemap: true },
      { file: "sdk-node/dist/index.cjs", format: "cjs", sourcemap: true },
    ],
  },
  {
    input: "sdk-node/build/index.d.ts",
    external,
    plugins: [core("d.ts"), nodeResolve(), dts({ includeExternal: ["@safar/schemas"] })],
    output: [
      { file: "sdk-node/dist/index.d.ts", format: "es" },
      { file: "sdk-node/dist/index.d.cts", format: "es" },
    ],
  },
  {
    input: { index: "sdk-web/build/index.js", debug: "sdk-web/build/explain.js" },
    // Minified, since no bundler of a shop may shorten the names of properties.
    plugins: [nodeResolve(), declareByLet, minify()],
    output: { dir: "sdk-web/dist", format: "es", sourcemap: true, chunkFileNames: "[name].js" },
  },
  {
    // For a tag after that of safar.js, in development.
    input: "sdk-web/build/debug-script.js",
    plugins: [nodeResolve(), minify()],
    output: { file: "sdk-web/dist/safar-debug.js", format: "iife" },
  },
  {
    // For a tag beside that of safar.js, on pages with Google's dataLayer. The stub takes what is pushed before it.
    input: "sdk-web/build/data-layer-script.js",
    plugins: [minify()],
    output: {
      file: "sdk-web/dist/safar-datalayer.js",
      format: "iife",
      banner: readFileSync(new URL("sdk-web/src/stub.js", import.meta.url), "utf8").trim(),
    },
  },
  {
    input: "sdk-web/build/data-layer.js",
    output: { file: "sdk-web/dist/data-layer.js", format: "es", sourcemap: true },
  },
  {
    input: "sdk-web/build/data-layer.d.ts",
    plugins: [dts()],
    output: { file: "sdk-web/dist/data-layer.d.ts", format: "es" },
  },
  {
    // For pages that ask for notifications: a module that they import, or a tag of it beside that of safar.js.
    input: "sdk-web/build/push/module.js",
    plugins: [minify()],
    output: { file: "sdk-web/dist/safar-push.js", format: "es" },
  },
  {
    // What the shop's service worker imports.
    input: "sdk-web/src/push/worker.js",
    plugins: [minify(), trimmed],
    output: { file: "sdk-web/dist/safar-push-worker.js", format: "iife" },
  },
  {
    input: "sdk-web/build/push/push.js",
    output: { file: "sdk-web/dist/push.js", format: "es", sourcemap: true },
  },
  {
    input: "sdk-web/build/push/push.d.ts",
    plugins: [nodeResolve(), dts({ includeExternal: ["@safar/schemas"] })],
    output: { file: "sdk-web/dist/push.d.ts", format: "es" },
  },
  {
    input: "sdk-web/build/script.js",
    plugins: [nodeResolve(), declareByLet, minify(), trimmed, stub()],
    output: { file: "sdk-web/dist/safar.js", format: "iife", sourcemap: "hidden" },
  },
  {
    input: { index: "sdk-web/build/index.d.ts", debug: "sdk-web/build/explain.d.ts" },
    plugins: [nodeResolve(), dts({ includeExternal: ["@safar/schemas"] })],
    output: { dir: "sdk-web/dist", format: "es", chunkFileNames: "[name].d.ts" },
  },
  {
    input: "ingest/dashboard/build/main.js",
    plugins: [nodeResolve(), terser({ module: true, format: { comments: false } }), dashboardFiles],
    // A page beside that of the figures is a script of its own, loaded when it is looked at.
    output: {
      dir: "ingest/dashboard/dist",
      format: "es",
      sourcemap: true,
      entryFileNames: "dashboard.js",
      // What two of those pages share is small, and comes with the script that all begin with.
      experimentalMinChunkSize: 4096,
      chunkFileNames: ({ facadeModuleId }) => `${/([a-z]+)-page\.js$/.exec(facadeModuleId ?? "")?.[1]}.js`,
    },
  },
];
