import { clearLine, cursorTo } from "node:readline";
import { oneLine } from "./visible.js";

/** One line at the end of a terminal that says where a command is; nothing where standard error is no terminal. */
export function statusLine(stream: NodeJS.WriteStream = process.stderr) {
  const clear = () => {
    if (!stream.isTTY) return;
    cursorTo(stream, 0);
    clearLine(stream, 0);
  };
  return {
    show(text: string): void {
      clear();
      if (stream.isTTY) stream.write(oneLine(text).slice(0, Math.max(0, stream.columns - 1)));
    },
    clear,
  };
}
