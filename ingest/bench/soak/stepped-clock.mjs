// A clock that can be set, of one process alone: loaded before a collector (NODE_OPTIONS=--import=…), it adds to the
// time of day the seconds that stand in the file of SAFAR_SOAK_CLOCK. Timers go on as they do when a clock is set.
import { readFileSync } from "node:fs";

const file = process.env.SAFAR_SOAK_CLOCK;
const TrueDate = Date;
let aheadMs = 0;

class SteppedDate extends TrueDate {
  constructor(...parts) {
    if (parts.length === 0) super(SteppedDate.now());
    else super(...parts);
  }
  static now() {
    return TrueDate.now() + aheadMs;
  }
}

if (file !== undefined) {
  // Date(…) without new stays what it is: nothing of ours calls it.
  globalThis.Date = SteppedDate;
  setInterval(() => {
    try {
      aheadMs = 1_000 * Number(readFileSync(file, "utf8"));
    } catch {
      aheadMs = 0;
    }
  }, 200).unref();
}
