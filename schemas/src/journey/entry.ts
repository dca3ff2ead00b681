import { type TProperties, Type } from "typebox";
import { Where } from "./condition.js";
import { Duration, EventName, LocalTime, Weekday } from "./fields.js";

const strict = { additionalProperties: false } as const;

const Again = Type.Optional(
  Type.Union(
    [
      Type.Literal("never", { description: "Only once." }),
      Duration("Again after this time since the last run began, if that run has ended."),
    ],
    {
      description:
        'Whether a person may enter again: "never" (default), or after a time, such as "7 days". A person has at most one open run in a journey.',
    },
  ),
);

const Segment = Type.String({
  minLength: 1,
  maxLength: 200,
  description:
    "Who enters: a view with a column customer_id, such as reengagement, or your own file, such as segments/vip.sql, with its path relative to the journey's file.",
});

/** When the entry's segment is queried. */
const Schedule = Type.Object(
  {
    every: Type.Union([Type.Literal("day"), Type.Literal("week"), Type.Literal("month")], {
      description: "How often.",
    }),
    on: Type.Optional(
      Type.Union([Type.Integer({ minimum: 1, maximum: 28 }), Weekday], {
        description: "For weeks the weekday (monday by default), for months the day, 1 to 28 (1 by default).",
      }),
    ),
    at: LocalTime("Time of day in the shop's time zone."),
  },
  {
    title: "JourneySchedule",
    description: "Days and an hour, in the shop's time zone.",
    ...strict,
  },
);

/** Entries, by the field that identifies their kind. A calendar entry also has a segment, so it comes first. */
export const entries = {
  event: Type.Object(
    {
      event: EventName("The event that lets a person enter, such as Product Added."),
      where: Where,
      within: Type.Optional(
        Duration(
          "An event that arrives later than this after it happened starts no run, such as an imported one. 1 hour by default.",
        ),
      ),
      again: Again,
    },
    { title: "JourneyEventEntry", description: "A person enters by an event.", ...strict },
  ),
  calendar: Type.Object(
    { calendar: Schedule, segment: Segment },
    {
      title: "JourneyCalendarEntry",
      description: "Everybody in a segment enters, at each time of the schedule.",
      ...strict,
    },
  ),
  segment: Type.Object(
    {
      segment: Segment,
      looked: Type.Optional(Schedule),
      existing: Type.Optional(
        Type.Boolean({
          description:
            "true: people who are in the segment when the journey starts enter, too. By default only people who join it later.",
        }),
      ),
      again: Again,
    },
    {
      title: "JourneySegmentEntry",
      description:
        "A person enters when they join a segment. The segment is queried every day at 09:00 by default.",
      ...strict,
    },
  ),
} satisfies TProperties;

/** A kind of entry. */
export type EntryKind = keyof typeof entries;

/** Any entry. */
export const Entry = Type.Union(Object.values(entries), {
  title: "JourneyEntry",
  description: "How a person enters: by an event, by joining a segment, or by the calendar.",
});

/** A journey's goal. */
export const Goal = Type.Object(
  {
    event: EventName("The event that the journey should lead to, such as Order Completed."),
    where: Where,
  },
  {
    title: "JourneyGoal",
    description: "When it happens, the run ends at once, at any node.",
    ...strict,
  },
);
