import { attempt } from "./attempt.js";

/** What tabs tell each other. Without it each finds out by itself, later. */
export type TabMessage =
  /** These events are on their way, or no longer when there are none. */
  | readonly ["busy", readonly string[]]
  /** These events were acknowledged. */
  | readonly ["sent", readonly string[]]
  /** These events were dropped, and counted. */
  | readonly ["gone", readonly string[]]
  /** Nothing is sent before this time (milliseconds since 1970). */
  | readonly ["wait", number]
  /** The visitor is forgotten. */
  | readonly ["forget"];

export interface TabChannel {
  tell(...message: TabMessage): void;
  /** Opens it again. */
  listen(): void;
  /** An open channel keeps a page from the back/forward cache. */
  close(): void;
}

export function createTabChannel(name: string, onMessage: (message: TabMessage) => void): TabChannel {
  let channel: BroadcastChannel | undefined;
  return {
    listen() {
      channel ??= attempt(() => new BroadcastChannel(name));
      if (channel) channel.onmessage = ({ data }) => onMessage(data);
    },
    close() {
      channel?.close();
      channel = undefined;
    },
    tell: (...message) => attempt(() => channel?.postMessage(message)),
  };
}
