import { type TProperties, Type } from "typebox";
import { Where } from "./condition.js";
import { Duration, EventName, LocalTime, Weekday } from "./fields.js";

const strict = { additionalProperties: false } as const;

const Again = Type.Optional(
  Type.Union(
    [
      Type.Literal("never", { description: "Once in a lifetime." }),
      Duration("Again when this time has passed since the last run began, and that run has ended."),
    ],
    {
      description:
        'Whether a person may come in again: "never" (if left out), or after a time, such as "7 days". Nobody is in one journey twice at a time.',
    },
  ),
);

const Segment = Type.String({
  minLength: 1,
  maxLength: 200,
  description:
    "Who comes in: a view that gives customer_id, such as reengagement, or a file of your own, such as segments/vip.sql, named from where the journey's file lies.",
});

/** When a calendar or a segment is looked at. */
const Schedule = Type.Object(
  {
    every: Type.Union([Type.Literal("day"), Type.Literal("week"), Type.Literal("month")], {
      description: "How often.",
    }),
    on: Type.Optional(
      Type.Union([Type.Integer({ minimum: 1, maximum: 28 }), Weekday], {
        description:
          "With every week the weekday (monday if left out), with every month its day, 1 to 28 (1 if left out).",
      }),
    ),
    at: LocalTime("At which time of the shop's day."),
  },
  {
    title: "JourneySchedule",
    description: "Days and an hour, in the shop's time zone.",
    ...strict,
  },
);

/** Entries, by the field that tells them apart; a calendar also names a segment, so it stands first. */
export const entries = {
  event: Type.Object(
    {
      event: EventName("The event with which a person comes in, such as Product Added."),
      where: Where,
      within: Type.Optional(
        Duration(
          "An event that is known later than this after it happened starts no run, such as an imported one. 1 hour if left out.",
        ),
      ),
      again: Again,
    },
    { title: "JourneyEventEntry", description: "A person comes in by an event.", ...strict },
  ),
  calendar: Type.Object(
    { calendar: Schedule, segment: Segment },
    {
      title: "JourneyCalendarEntry",
      description: "All who are in a segment come in, each time anew.",
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
            "true: those who are in the segment when the journey starts come in, too. If left out, only who comes into it later.",
        }),
      ),
      again: Again,
    },
    {
      title: "JourneySegmentEntry",
      description:
        "A person comes in when they come into a segment, looked at every day at 09:00 if nothing else is said.",
      ...strict,
    },
  ),
} satisfies TProperties;

/** A kind of entry. */
export type EntryKind = keyof typeof entries;

/** Any entry. */
export const Entry = Type.Union(Object.values(entries), {
  title: "JourneyEntry",
  description: "How a person comes in: by an event, by coming into a segment, or by the calendar.",
});

/** What a journey is to bring about. */
export const Goal = Type.Object(
  {
    event: EventName("The event that the journey is to bring about, such as Order Completed."),
    where: Where,
  },
  {
    title: "JourneyGoal",
    description: "When it happens the run ends at once, wherever it stands.",
    ...strict,
  },
);
