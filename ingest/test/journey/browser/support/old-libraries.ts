import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

/** Prototype's files, in the order of its own index. */
const PROTOTYPE =
  "Prototype Object Class Function Date RegExp String Template Enumerable Array Hash Number Range".split(" ");

/** Where Debian keeps the builds for browsers (packages libjs-prototype and libjs-mootools). */
const DEBIAN = "/usr/share/javascript";

/**
 * What Prototype 1.6 does beside what 1.7 does: arrays and dates write themselves as text, which JSON.stringify() then
 * takes for one. (No package has 1.6; these are its own definitions, shortened.)
 */
const PROTOTYPE_1_6 = `
  Array.prototype.toJSON = function () {
    var results = [];
    for (var i = 0; i < this.length; i++) results.push(JSON.stringify(this[i]));
    return "[" + results.join(", ") + "]";
  };
  Date.prototype.toJSON = function () { return '"' + this.getUTCFullYear() + '-01-01T00:00:00Z"'; };`;

/** A package of modules for Node, as one script. */
async function asScript(name: string, files: readonly string[], folder: string): Promise<string> {
  const modules = files.map(async (file) => {
    const text = await readFile(join(folder, `${file}.js`), "utf8");
    return `${JSON.stringify(`./${file}`)}: function (module, exports, require) {${text}\n}`;
  });
  return `(function () { var made = {}, modules = {${(await Promise.all(modules)).join(",")}};
    function load(path) { var name = path.replace(/\\.js$/, ""); if (!made[name]) { made[name] = { exports: {} }; modules[name](made[name], made[name].exports, load); } return made[name].exports; }
    window[${JSON.stringify(name)}] = load("./Array"); load("./Hash"); load("./Number"); })();`;
}

const file = (path: string) => () => readFile(require.resolve(path), "utf8");
const prototype = () =>
  asScript("prototypeLibrary", PROTOTYPE, join(dirname(require.resolve("prototype")), "."));

const LIBRARIES: Readonly<Record<string, () => Promise<string>>> = {
  "prototype 1.7": prototype,
  "prototype 1.6": async () => `${await prototype()}\n${PROTOTYPE_1_6}`,
  "mootools core": async () => {
    const folder = dirname(require.resolve("mootools"));
    const [name] = (await readdir(folder)).filter((each) => each.endsWith(".js"));
    return `(function () { var exports = {}; ${await readFile(join(folder, name!), "utf8")}\n}).call(window);`;
  },
  "zone.js": file("zone.js"),
  "core-js": file("core-js-bundle/minified.js"),
  bluebird: async () =>
    `${await file("bluebird/js/browser/bluebird.js")()}\nwindow.Promise = window.P || window.Promise;`,
};

const DEBIAN_LIBRARIES: Readonly<Record<string, string>> = {
  "prototype 1.7.3 for browsers": `${DEBIAN}/prototype/prototype.js`,
  "mootools 1.4 compat": `${DEBIAN}/mootools/mootools-core.min.js`,
  "mootools more": `${DEBIAN}/mootools/mootools-more.min.js`,
};

/** Libraries whose builtins shops' pages have: of npm, and those of Debian where they are installed. */
export const oldLibraries: readonly string[] = [
  ...Object.keys(LIBRARIES),
  ...Object.keys(DEBIAN_LIBRARIES).filter(
    (name) => name !== "mootools more" && existsSync(DEBIAN_LIBRARIES[name]!),
  ),
];

/** The text of one, by its name. */
export async function readLibrary(name: string): Promise<string> {
  const own = LIBRARIES[name];
  if (own) return own();
  return readFile(DEBIAN_LIBRARIES[name]!, "utf8");
}
