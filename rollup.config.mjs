import { nodeResolve } from "@rollup/plugin-node-resolve";
import { dts } from "rollup-plugin-dts";

// @safar/node carries the platform-free core and the event types inside it, so that a shop installs one package.
const external = [/^node:/];

export default [
  {
    input: "sdk-node/build/index.js",
    external,
    plugins: [nodeResolve()],
    output: [
      { file: "sdk-node/dist/index.js", format: "es", sourcemap: true },
      { file: "sdk-node/dist/index.cjs", format: "cjs", sourcemap: true },
    ],
  },
  {
    input: "sdk-node/build/index.d.ts",
    external,
    plugins: [nodeResolve(), dts({ includeExternal: ["@safar/schemas", "@safar/web"] })],
    output: [
      { file: "sdk-node/dist/index.d.ts", format: "es" },
      { file: "sdk-node/dist/index.d.cts", format: "es" },
    ],
  },
];
