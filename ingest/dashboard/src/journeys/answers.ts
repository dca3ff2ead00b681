import type { JourneyDefinition } from "@safar/schemas/types";

// What the server answers about journeys; its side says the same in ingest/src/journeys/dashboard.

/** A journey in the list. */
export interface ListedJourney {
  readonly name: string;
  readonly title: string;
  readonly state: "running" | "paused";
  readonly version: number;
  readonly publishedAt: string;
  readonly entered: number;
  readonly waiting: number;
  readonly sent: number;
  readonly goals: number | null;
}

/** What a journey brings beside its control group: rates in percent, differences in points, money as decimal text. */
export interface Lift {
  readonly journey: string;
  readonly treated: number;
  readonly control: number;
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

/** How far people came at a node of a version; the node '' is the entry. */
export interface Passed {
  readonly version: number;
  readonly node: string;
  readonly came: number;
  readonly waiting: number;
  readonly left_by_goal: number;
  readonly left_merged: number;
}

/** What became of the messages of a node by a channel. */
export interface Messages {
  readonly node: string;
  readonly channel: string;
  readonly sent: number;
  readonly under_way: number;
  readonly not_sent: number;
  readonly not_sent_why: Readonly<Record<string, number>>;
  readonly rejected: number;
  readonly in_doubt: number;
  readonly delivered: number;
  readonly opened: number;
  readonly clicked: number;
  readonly unsubscribed: number;
  readonly ordered: number;
}

/** A journey with its figures. */
export interface OneJourney {
  readonly name: string;
  readonly change: number;
  readonly version: number;
  readonly publishedAt: string;
  readonly state: "running" | "paused";
  readonly definition: JourneyDefinition;
  readonly segments: Readonly<Record<string, string>>;
  readonly passed: readonly Passed[];
  readonly messages: readonly Messages[];
  readonly lift?: Lift;
}
