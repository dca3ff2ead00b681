import type { DropReason } from "../core/drop-reason.js";
import type { Safar } from "./calls.js";
import type { EventStep, SafarEvents } from "./events.js";
import type { WebEvent } from "./web-event.js";

/** Those who listen to an instance, and its count of dropped events. */
export interface Observers {
  /** How many of this page's own events the collector has. */
  sent_: number;
  readonly dropped_: Partial<Record<DropReason, number>>;
  readonly on_: Safar["on"];
  /** Calls each listener with a value of its own, made only for it. A listener that fails harms nobody else. */
  emit_<About extends keyof SafarEvents>(about: About, makeValue: () => SafarEvents[About]): void;
  /** Reports one step of an event's way. */
  onStep_(step: EventStep["step"], json: string, attempt?: number): void;
  /**
   * Counts a dropped event, and reports it.
   *
   * @param json the event, where there is one
   * @param code finer than the reason
   * @param message what the collector, or the page, said about it
   */
  drop_(reason: DropReason, json?: string, code?: string, message?: string): void;
}

export function createObservers(): Observers {
  const listeners = new Set<readonly [name: string, listener: (value: never) => unknown]>();
  const dropped: Partial<Record<DropReason, number>> = {};
  const emit: Observers["emit_"] = (about, makeValue) => {
    for (const [wanted, listener] of [...listeners]) {
      if (wanted === about) (async () => listener(makeValue() as never))().catch(console.warn);
    }
  };
  return {
    sent_: 0,
    dropped_: dropped,
    on_(about, listener) {
      const entry = [about, listener] as const;
      listeners.add(entry);
      return () => listeners.delete(entry);
    },
    emit_: emit,
    onStep_(step, json, attempt) {
      emit("event", () => {
        const event: WebEvent = JSON.parse(json);
        return { step, messageId: event.messageId, event, attempt };
      });
    },
    drop_(reason, json, code = reason, message = code) {
      dropped[reason] = (dropped[reason] ?? 0) + 1;
      emit("drop", () => ({ reason, code, message, messageId: json && JSON.parse(json).messageId, json }));
    },
  };
}
