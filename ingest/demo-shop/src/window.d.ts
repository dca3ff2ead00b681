/** What the demo reads of an event's way; see `safar.on("event", …)`. */
interface EventStep {
  readonly step: "made" | "queued" | "sent" | "acknowledged";
  readonly messageId: string;
  /** With `sent`: which attempt it is, from 1. */
  readonly attempt?: number;
  readonly event?: {
    readonly type: string;
    /** ISO 8601. */
    readonly timestamp: string;
    readonly event?: string;
    readonly name?: string | null;
    readonly context?: { readonly page?: { readonly path?: string } };
  };
}

interface DroppedEvent {
  readonly reason: string;
  readonly messageId?: string;
}

interface TrackOptions {
  readonly userId?: string;
  readonly anonymousId?: string;
  readonly timestamp?: Date;
  readonly messageId?: string;
}

/** What the script tag puts on the page. */
interface PageSafar {
  track(event: string, properties: object, options?: TrackOptions): void;
  identify(userId: string, traits?: object): void;
  reset(): void;
  consent(answer: "granted" | "denied"): void;
  on(event: "event", listener: (step: EventStep) => void): unknown;
  on(event: "drop", listener: (dropped: DroppedEvent) => void): unknown;
}

/** How the line between page and collector is. */
type LineState = "online" | "flaky" | "offline";

/** Set by line.ts: the line between this page and the collector. */
interface Line {
  readonly state: LineState;
  change(state: LineState): void;
}

/** Set by listen.ts: what was heard of events before the panel was there. */
interface Heard {
  /** Gives what was heard so far, and from then on everything as it comes. */
  attend(onStep: (step: EventStep, at: number) => void, onDrop: (dropped: DroppedEvent) => void): void;
}

interface Window {
  safar: PageSafar;
  line: Line;
  heard: Heard;
}
