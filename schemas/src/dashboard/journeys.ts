import type { JourneyDefinition } from "../generated/journey.js";
import type { Channel } from "../journey/fields.js";

// Money is decimal text, times of publishing are ISO 8601 in UTC, counts are of runs and messages in all versions.

/** A way to send that a journey needs and nobody set up. */
export type UnsetChannel = Channel | "webhook";

/** A journey in the list: a row of the question `journeys`. */
export interface ListedJourney {
  readonly name: string;
  /** Title for people; '' if the file has none. */
  readonly title: string;
  readonly state: "running" | "paused";
  readonly version: number;
  readonly publishedAt: string;
  readonly entered: number;
  readonly waiting: number;
  readonly sent: number;
  /** Channels without which a step reaches nobody; empty where another process sends, because nobody here knows then. */
  readonly notSetUp: readonly UnsetChannel[];
  /** Runs that reached the goal within 30 days; null for a journey without a goal. */
  readonly goals: number | null;
}

/**
 * What a journey brings beside its control group, as the view journey_lift says it: rates in percent, differences in
 * points.
 */
export interface Lift {
  readonly journey: string;
  readonly treated: number;
  readonly control: number;
  /** People who entered less than 30 days ago, who are not counted yet. */
  readonly too_recent: number;
  readonly treated_goal_rate: number | null;
  readonly control_goal_rate: number | null;
  readonly goal_difference: number | null;
  readonly goal_difference_from: number | null;
  readonly goal_difference_to: number | null;
  readonly verdict: string;
  readonly currency: string;
  readonly treated_revenue_per_person: string | null;
  readonly control_revenue_per_person: string | null;
  readonly revenue_difference: string | null;
  readonly revenue_difference_from: number | null;
  readonly revenue_difference_to: number | null;
  readonly revenue_verdict: string;
}

/** How far people got at a node of a version: a row of the view journey_funnel; the node '' is the entry. */
export interface Passed {
  readonly version: number;
  readonly node: string;
  readonly came: number;
  readonly came_control: number;
  readonly waiting: number;
  readonly left_by_goal: number;
  readonly left_merged: number;
}

/** Outcomes of a node's messages by channel: a row of the view message_performance. */
export interface Messages {
  readonly node: string;
  readonly channel: string;
  readonly sent: number;
  readonly under_way: number;
  readonly not_sent: number;
  /** Number of messages not sent, by reason. */
  readonly not_sent_why: Readonly<Record<string, number>>;
  readonly rejected: number;
  readonly in_doubt: number;
  readonly delivered: number;
  readonly opened: number;
  readonly clicked: number;
  readonly unsubscribed: number;
  readonly ordered: number;
}

/** A journey with its figures: the answer of the question `journey`. */
export interface OneJourney {
  readonly name: string;
  /** See {@link ListedJourney}. */
  readonly notSetUp: readonly UnsetChannel[];
  /** Number of its latest change, which the next change must name. */
  readonly change: number;
  readonly version: number;
  readonly publishedAt: string;
  readonly changedAt: string;
  readonly state: "running" | "paused";
  readonly definition: JourneyDefinition;
  /** The SELECT of each of its segments. */
  readonly segments: Readonly<Record<string, string>>;
  readonly passed: readonly Passed[];
  readonly messages: readonly Messages[];
  /** Missing while nobody entered. */
  readonly lift?: Lift | undefined;
}

/** A draft: the text of a journey's file, and the SELECTs of the files that it names, by file name. */
export interface JourneyDraft {
  readonly text: string;
  readonly segments: Readonly<Record<string, string>>;
}

/** A journey template that comes with Safar: a row of the question `shipped`. */
export interface ShippedJourney extends JourneyDraft {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

/** A problem of a draft, and its place. */
export interface DraftProblem {
  readonly code: string;
  /** Names from the top and places in lists; empty for the whole. */
  readonly path: readonly (string | number)[];
  /** The same as text, such as `nodes.remind.message`. */
  readonly place: string;
  /** 0 if the line is not known. */
  readonly line: number;
  readonly message: string;
}

/** A validated draft; it is invalid without a definition. */
export interface CheckedDraft {
  readonly definition?: JourneyDefinition | undefined;
  readonly problems: readonly DraftProblem[];
  /** Names of the views that can be used as segments. */
  readonly views: readonly string[];
}

/** What publishing a draft would change. */
export interface JourneyPlan {
  readonly journey: string;
  /** The version that is published now; 0 if none is. */
  readonly change: number;
  readonly version: number;
  readonly isPaused: boolean;
  /** Differences, such as at `nodes.remind.message.en.subject`; a side without a value there is left out. */
  readonly changes: readonly { readonly at: string; readonly before?: unknown; readonly after?: unknown }[];
  /** Effects on waiting runs. */
  readonly effects: readonly {
    readonly version: number;
    readonly node: string;
    readonly runs: number;
    readonly what: "stay" | "move" | "stay-without-node";
  }[];
}

/** A simulation's counts at a node. */
export interface NodeTally {
  readonly node: string;
  readonly type: string;
  /** Runs that reached it. */
  readonly came: number;
  /** Messages that would have been sent, by channel. */
  readonly sent: Readonly<Record<string, number>>;
  /** Messages that would not have been sent, by reason. */
  readonly notSent: Readonly<Record<string, number>>;
}

/** Result of simulating a journey on past events. */
export interface SimulatedJourney {
  /** Days of the period. */
  readonly days: number;
  readonly tally: {
    readonly people: number;
    readonly entered: number;
    readonly messages: number;
    readonly endings: Readonly<Record<"goal" | "end" | "merged" | "going", number>>;
    readonly nodes: readonly NodeTally[];
    readonly treated: { readonly entered: number; readonly goal: number };
    readonly control: { readonly entered: number; readonly goal: number };
  };
}

/** A message filled in for an example person or a customer. */
export interface MessagePreview {
  /** The fields as the person would get them; missing if the message would not be sent. */
  readonly message?: Readonly<Partial<Record<MessageField, string>>> | undefined;
  /** The field that stops the message. */
  readonly stopped?: {
    readonly field: MessageField;
    readonly why: "missing" | "failed";
    readonly reason: string;
  };
  /** How it would go by SMS. */
  readonly sms?: {
    readonly text: string;
    readonly parts: number;
    readonly length: number;
    readonly encoding: "GSM-7" | "UCS-2";
    /** What SAFAR_SMS_PRICE says of all parts; missing if it is not set. */
    readonly cost?: { readonly amount: number; readonly currency: string } | undefined;
  };
}

export type MessageField = "subject" | "text" | "html" | "short" | "link" | "icon" | "image";

/** What came of a test message. */
export interface TestMessageSent {
  readonly is: "sent" | "retryable" | "rejected" | "in-doubt";
  /** The mail server, the provider of SMS, or the push service. */
  readonly provider: string;
  /** Empty if it was sent. */
  readonly reason: string;
}
