// Starts an engine on the folder that is its argument, says its process id, and waits for its own end.
import { startEngine } from "../../../dist/store/engine/engine.js";

const engine = await startEngine({ folder: process.argv[2] });
console.log(engine.pid());
setInterval(() => {}, 60_000);
