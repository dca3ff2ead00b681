import type { Listeners } from "../core/listeners.js";
import type { EventStep, SafarEvents } from "./events.js";

const words: Readonly<Record<EventStep["step"], string>> = {
  made: "was made",
  queued: "waits in the queue",
  sent: "is on its way",
  acknowledged: "has arrived",
};

/** Explains in the console what happens to each event. */
export function explain({ on }: Listeners<SafarEvents>): void {
  const say = (text: string, detail?: unknown) => console.info(`Safar: ${text}.`, detail);
  on("event", ({ step, event }) => say(`${event.type} "${event.event ?? event.name}" ${words[step]}`, event));
  on("drop", ({ reason, message, json }) => say(`An event was dropped (${reason}): ${message}`, json));
  on("error", ({ message, retryInMs }) =>
    say(
      `A request failed: ${message} ${retryInMs ? `It is sent again in ${retryInMs} ms` : "It is not sent again"}`,
    ),
  );
}
