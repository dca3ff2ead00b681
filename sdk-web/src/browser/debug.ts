import type { Listeners } from "../core/listeners.js";
import type { EventStep, SafarEvents } from "./events.js";

const sentences: Readonly<Record<EventStep["step"], string>> = {
  made: "was made",
  queued: "waits in the queue",
  sent: "is on its way to the collector",
  acknowledged: "has arrived at the collector",
};

/** Explains in the console what happens to each event. */
export function explain({ on }: Listeners<SafarEvents>): void {
  const say = (...words: unknown[]) => console.info("Safar:", ...words);
  on("event", ({ step, event, attempt }) => {
    say(`${event.type} "${event.event ?? event.name ?? ""}" ${sentences[step]}.`, attempt ?? "", event);
  });
  on("drop", ({ reason, message, json }) => say(`an event was dropped (${reason}): ${message}`, json));
  on("error", ({ message, retryInMs }) =>
    say(`a request failed: ${message} ${retryInMs == null ? "Its events are dropped." : `It is sent again in ${retryInMs} ms.`}`),
  );
}
