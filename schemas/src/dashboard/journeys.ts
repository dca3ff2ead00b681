import type { JourneyDefinition } from "../generated/journey.js";

// Money is decimal text, times of publishing are ISO 8601 in UTC, counts are of runs and messages in all versions.

/** A journey in the list, as the question `journeys` gives it. */
export interface ListedJourney {
  readonly name: string;
  /** What people call it; '' where the file says nothing. */
  readonly title: string;
  readonly state: "running" | "paused";
  readonly version: number;
  readonly publishedAt: string;
  readonly entered: number;
  readonly waiting: number;
  readonly sent: number;
  /** Runs whose goal was reached within 30 days; null of a journey without a goal. */
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
  /** Who came in less than 30 days ago, and is not counted yet. */
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

/** How far people came at a node of a version, as the view journey_funnel says it; the node '' is the entry. */
export interface Passed {
  readonly version: number;
  readonly node: string;
  readonly came: number;
  readonly came_control: number;
  readonly waiting: number;
  readonly left_by_goal: number;
  readonly left_merged: number;
}

/** What became of the messages of a node by a channel, as the view message_performance says it. */
export interface Messages {
  readonly node: string;
  readonly channel: string;
  readonly sent: number;
  readonly under_way: number;
  readonly not_sent: number;
  /** How many were not sent for which reason. */
  readonly not_sent_why: Readonly<Record<string, number>>;
  readonly rejected: number;
  readonly in_doubt: number;
  readonly delivered: number;
  readonly opened: number;
  readonly clicked: number;
  readonly unsubscribed: number;
  readonly ordered: number;
}

/** A journey with its figures, as the question `journey` gives it. */
export interface OneJourney {
  readonly name: string;
  /** The number of its last change, which the next one names. */
  readonly change: number;
  readonly version: number;
  readonly publishedAt: string;
  readonly changedAt: string;
  readonly state: "running" | "paused";
  readonly definition: JourneyDefinition;
  /** The SELECT of each segment that it names. */
  readonly segments: Readonly<Record<string, string>>;
  readonly passed: readonly Passed[];
  readonly messages: readonly Messages[];
  /** Not there while nobody came in. */
  readonly lift?: Lift | undefined;
}

/** A journey as it is typed: the text of its file, and the SELECTs of the files that it names, by their names. */
export interface JourneyDraft {
  readonly text: string;
  readonly segments: Readonly<Record<string, string>>;
}

/** A journey that comes with Safar, to begin with, as the question `shipped` gives it. */
export interface ShippedJourney extends JourneyDraft {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

/** What is wrong with a draft, and where. */
export interface DraftProblem {
  readonly code: string;
  /** As `nodes.remind.message`. */
  readonly place: string;
  /** 0 where no line is known. */
  readonly line: number;
  readonly message: string;
}

/** A draft judged; without a definition it does not hold. */
export interface CheckedDraft {
  readonly definition?: JourneyDefinition | undefined;
  readonly problems: readonly DraftProblem[];
}

/** What publishing a draft would change. */
export interface JourneyPlan {
  readonly journey: string;
  /** Of what is published now; 0 where nothing is. */
  readonly change: number;
  readonly version: number;
  readonly isPaused: boolean;
  /** Where both differ, as `nodes.remind.message.en.subject`; a side that has nothing there is left out. */
  readonly changes: readonly { readonly at: string; readonly before?: unknown; readonly after?: unknown }[];
  /** What it does to those who wait. */
  readonly effects: readonly {
    readonly version: number;
    readonly node: string;
    readonly runs: number;
    readonly what: "stay" | "move" | "stay-without-node";
  }[];
}

/** What a simulation counted at a node. */
export interface NodeTally {
  readonly node: string;
  readonly type: string;
  /** Runs that came to it. */
  readonly came: number;
  /** Messages that would have been sent, by channel. */
  readonly sent: Readonly<Record<string, number>>;
  /** Messages that would not have been sent, by why. */
  readonly notSent: Readonly<Record<string, number>>;
}

/** What a journey would have done in the past. */
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
