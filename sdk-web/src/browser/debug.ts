import type { Listeners } from "../core/listeners.js";
import type { EventStep, SafarEvents } from "./events.js";

const sentences: Readonly<Record<EventStep["step"], string>> = {
  made: "was made",
  queued: "waits in the queue",
  sent: "is on its way to the collector",
  acknowledged: "has arrived: the collector keeps it",
};

/** Explains in the console what happens to each event. */
export function explain(listeners: Listeners<SafarEvents>): void {
  const say = (text: string, detail?: unknown) => console.info(`Safar: ${text}.`, detail ?? "");
  listeners.on("event", ({ step, event, attempt }) =>
    say(
      `${event.type} ${event.event ?? event.name ?? ""} (${event.messageId}) ${sentences[step]}${attempt ? `, attempt ${attempt}` : ""}`,
      step === "made" ? event : undefined,
    ),
  );
  listeners.on("drop", ({ reason, messageId, message }) =>
    say(`an event (${messageId}) was dropped as ${reason}. ${message}`),
  );
  listeners.on("error", ({ message, retryInMs }) =>
    say(`${message} ${retryInMs === undefined ? "Its events are dropped" : `It goes on in ${retryInMs} ms`}`),
  );
}
