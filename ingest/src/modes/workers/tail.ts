import { countingMissed, type Live, type TailFilter } from "../../operate/tail/live.js";
import type { Workers } from "./start-workers.js";

/** Follows what all workers receive, including those started later. */
export function tailOf(workers: Workers): Pick<Live, "follow"> {
  const all = new Map<number, { write(line: string): void; filter: TailFilter }>();
  let last = 0;

  workers.on({
    said(_, message) {
      if (message.kind === "line") all.get(message.id)?.write(message.text);
    },
    ready(worker) {
      for (const [id, { filter }] of all) workers.tell({ kind: "follow", id, filter }, [worker]);
    },
  });
  return {
    follow(follower, filter) {
      last += 1;
      const id = last;
      all.set(id, { write: countingMissed(follower), filter });
      workers.tell({ kind: "follow", id, filter });
      return () => {
        all.delete(id);
        workers.tell({ kind: "leave", id });
      };
    },
  };
}
