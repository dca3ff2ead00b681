// Generated from the schemas by `npm run generate -w @safar/schemas`. Change those instead.

/**
 * How a person enters: by an event, by joining a segment, or by the calendar.
 */
export type JourneyEntry = JourneyEventEntry | JourneyCalendarEntry | JourneySegmentEntry;
/**
 * One step: an action, a wait, or a condition.
 *
 * This interface was referenced by `undefined`'s JSON-Schema definition
 * via the `patternProperty` "^[a-z0-9][a-z0-9-]{0,63}$".
 */
export type JourneyNode =
  JourneySend | JourneyWebhook | JourneyTrack | JourneyDelay | JourneyWait | JourneySplit | JourneyIf;
/**
 * A condition on a person: traits, events, segments.
 */
export type JourneyCondition =
  | JourneyAllOf
  | JourneyAnyOf
  | JourneyNot
  | JourneyTrait
  | JourneyEntryProperty
  | JourneyDid
  | JourneyDidNot
  | JourneyInSegment;

/**
 * A journey: who enters, what happens then, and the goal.
 */
export interface JourneyDefinition {
  /**
   * The schema that editors use to complete this file.
   */
  $schema?: string;
  /**
   * The journey's permanent name, which is also the file's name. Lower-case letters, digits and -.
   */
  name: string;
  /**
   * Title for people.
   */
  title?: string;
  /**
   * Purpose of the journey.
   */
  description?: string;
  entry: JourneyEntry;
  goal?: JourneyGoal;
  /**
   * Size of the control group, in percent of the people who enter. They pass all nodes but get no message, so that the journey's effect can be measured. 10 by default.
   */
  control?: number;
  caps?: JourneyCaps;
  /**
   * Hours of the person's day without marketing messages: 21:00 to 09:00 by default, false for none. A run that reaches a send node then waits until they end.
   */
  quiet?: false | JourneyQuietHours;
  /**
   * If a cap allows only one message, the one with the higher priority is sent. 50 by default.
   */
  priority?: number;
  /**
   * The first node. A node's name, or "end".
   */
  start: string;
  /**
   * The nodes, by name. Keep a node's name in later versions, because runs wait at it.
   */
  nodes: {
    [k: string]: JourneyNode;
  };
}
/**
 * A person enters by an event.
 */
export interface JourneyEventEntry {
  /**
   * The event that lets a person enter, such as Product Added.
   */
  event: string;
  /**
   * Rules that the event must match, all of them.
   *
   * @maxItems 32
   */
  where?: JourneyPropertyRule[];
  /**
   * An event that arrives later than this after it happened starts no run, such as an imported one. 1 hour by default. A number and minutes, hours, days, weeks or months, such as "1 hour" or "3 days". Days, weeks and months are calendar units: the local hour stays the same when clocks change.
   */
  within?: string;
  /**
   * Whether a person may enter again: "never" (default), or after a time, such as "7 days". A person has at most one open run in a journey.
   */
  again?: "never" | string;
}
/**
 * Compares a property of an event. A value that was not sent matches only `told: false`; there is no default.
 */
export interface JourneyPropertyRule {
  /**
   * A property of the event. Separate nested names by dots, as in "address.city".
   */
  property: string;
  /**
   * Equal to this text, number, or true or false. A number sent as text counts as a number.
   */
  is?: string | number | boolean;
  /**
   * Equal to one of these.
   *
   * @minItems 1
   * @maxItems 1000
   */
  oneOf?: (string | number | boolean)[];
  /**
   * A text that contains this text, or a list that contains this value. Upper and lower case differ.
   */
  contains?: string;
  /**
   * A number greater than this.
   */
  above?: number;
  /**
   * This number, or a greater one.
   */
  atLeast?: number;
  /**
   * A number less than this.
   */
  below?: number;
  /**
   * This number, or a smaller one.
   */
  atMost?: number;
  /**
   * true: the value was sent; false: it was not.
   */
  told?: boolean;
}
/**
 * Everybody in a segment enters, at each time of the schedule.
 */
export interface JourneyCalendarEntry {
  calendar: JourneySchedule;
  /**
   * Who enters: a view with a column customer_id, such as reengagement, or your own file, such as segments/vip.sql, with its path relative to the journey's file.
   */
  segment: string;
}
/**
 * Days and an hour, in the shop's time zone.
 */
export interface JourneySchedule {
  /**
   * How often.
   */
  every: "day" | "week" | "month";
  /**
   * For weeks the weekday (monday by default), for months the day, 1 to 28 (1 by default).
   */
  on?: number | ("monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday");
  /**
   * Time of day in the shop's time zone. As HH:MM, such as "10:00".
   */
  at: string;
}
/**
 * A person enters when they join a segment. The segment is queried every day at 09:00 by default.
 */
export interface JourneySegmentEntry {
  /**
   * Who enters: a view with a column customer_id, such as reengagement, or your own file, such as segments/vip.sql, with its path relative to the journey's file.
   */
  segment: string;
  looked?: JourneySchedule;
  /**
   * true: people who are in the segment when the journey starts enter, too. By default only people who join it later.
   */
  existing?: boolean;
  /**
   * Whether a person may enter again: "never" (default), or after a time, such as "7 days". A person has at most one open run in a journey.
   */
  again?: "never" | string;
}
/**
 * When it happens, the run ends at once, at any node.
 */
export interface JourneyGoal {
  /**
   * The event that the journey should lead to, such as Order Completed.
   */
  event: string;
  /**
   * Rules that the event must match, all of them.
   *
   * @maxItems 32
   */
  where?: JourneyPropertyRule[];
}
/**
 * Limits over all journeys; 1 a day and 3 a week by default. Transactional messages don't count.
 */
export interface JourneyCaps {
  /**
   * Maximum number of marketing messages per person in 24 hours.
   */
  perDay?: number;
  /**
   * Maximum number of marketing messages per person in 7 days.
   */
  perWeek?: number;
}
/**
 * Hours without marketing messages.
 */
export interface JourneyQuietHours {
  /**
   * When they begin. As HH:MM, such as "10:00".
   */
  from: string;
  /**
   * When they end. As HH:MM, such as "10:00".
   */
  until: string;
}
/**
 * Sends a message. The control group gets none.
 */
export interface JourneySend {
  /**
   * Send a message.
   */
  type: "send";
  /**
   * Channels: the first one is used that the person has and permits.
   *
   * @minItems 1
   * @maxItems 3
   */
  channels: ("email" | "sms" | "push")[];
  /**
   * marketing (default): only with permission, within caps and outside quiet hours. transactional: a message that the person's own order needs.
   */
  kind?: "marketing" | "transactional";
  /**
   * The message by language, such as "en" and "fa". The first one is for people with another language.
   */
  message: {
    [k: string]: JourneyMessage;
  };
  /**
   * What comes then. A node's name, or "end".
   */
  next: string;
}
/**
 * A message in one language.
 *
 * This interface was referenced by `undefined`'s JSON-Schema definition
 * via the `patternProperty` "^[a-z]{2}(-[A-Z]{2})?$".
 */
export interface JourneyMessage {
  /**
   * The subject of an e-mail, or the title of a notification.
   */
  subject?: string;
  /**
   * The message as plain text.
   */
  text: string;
  /**
   * The e-mail as HTML, in addition to the plain text. Inserted values are escaped.
   */
  html?: string;
  /**
   * The text for SMS and notifications, if it differs.
   */
  short?: string;
  /**
   * Where a click on a notification leads, such as https://shop.example/cart.
   */
  link?: string;
  /**
   * Address of the small picture of a notification, square, such as the shop's logo.
   */
  icon?: string;
  /**
   * Address of a large picture of a notification, where the browser shows one.
   */
  image?: string;
}
/**
 * Calls a URL with a signature. Not for the control group.
 */
export interface JourneyWebhook {
  /**
   * Call your own address.
   */
  type: "webhook";
  /**
   * The URL to call, such as https://crm.shop.example/safar.
   */
  url: string;
  /**
   * What comes then. A node's name, or "end".
   */
  next: string;
}
/**
 * Tracks an event of the person, which other journeys and all figures read. Not for the control group.
 */
export interface JourneyTrack {
  /**
   * Track an event of the person.
   */
  type: "track";
  /**
   * Its name.
   */
  event: string;
  /**
   * Its properties. Safar adds journey, node, run, and journeys, which lists the journeys that led to it.
   */
  properties?: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^.*$".
     */
    [k: string]: string | number | boolean;
  };
  /**
   * What comes then. A node's name, or "end".
   */
  next: string;
}
/**
 * Waits for a time after the previous node.
 */
export interface JourneyDelay {
  /**
   * Wait for a time.
   */
  type: "delay";
  /**
   * Duration. With `until`: at least this long, and then until that time. A number and minutes, hours, days, weeks or months, such as "1 hour" or "3 days". Days, weeks and months are calendar units: the local hour stays the same when clocks change.
   */
  for?: string;
  until?: JourneyUntil;
  /**
   * What comes then. A node's name, or "end".
   */
  next: string;
}
/**
 * The next such time in the person's time zone, or else in the shop's.
 */
export interface JourneyUntil {
  /**
   * A time of the person's day, such as "10:00", or "usual": the hour at which they usually visit.
   */
  at: "usual" | string;
  /**
   * With "usual": the time for people without a known usual hour. As HH:MM, such as "10:00".
   */
  orAt?: string;
  /**
   * The day of the week.
   */
  on?: "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";
}
/**
 * Waits for an event of the person.
 */
export interface JourneyWait {
  /**
   * Wait for an event, up to a maximum time.
   */
  type: "wait";
  /**
   * The event to wait for.
   */
  event: string;
  /**
   * Rules that the event must match, all of them.
   *
   * @maxItems 32
   */
  where?: JourneyPropertyRule[];
  /**
   * Maximum time to wait. A number and minutes, hours, days, weeks or months, such as "1 hour" or "3 days". Days, weeks and months are calendar units: the local hour stays the same when clocks change.
   */
  atMost: string;
  /**
   * The next node when it happened. A node's name, or "end".
   */
  yes: string;
  /**
   * The next node when the time is over. A node's name, or "end".
   */
  no: string;
}
/**
 * Splits people at random. A person gets the same branch in every run and version.
 */
export interface JourneySplit {
  /**
   * Split people at random.
   */
  type: "split";
  /**
   * The branches, by name. Their shares add up to 100.
   */
  ways: {
    [k: string]: JourneyWay;
  };
}
/**
 * One branch of a split.
 *
 * This interface was referenced by `undefined`'s JSON-Schema definition
 * via the `patternProperty` "^[a-z0-9][a-z0-9-]{0,63}$".
 */
export interface JourneyWay {
  /**
   * Share of people, in percent.
   */
  share: number;
  /**
   * The next node for them. A node's name, or "end".
   */
  next: string;
}
/**
 * Checks a condition when the run reaches this node.
 */
export interface JourneyIf {
  /**
   * Branch on a condition.
   */
  type: "if";
  condition: JourneyCondition;
  /**
   * The next node when the condition is met. A node's name, or "end".
   */
  yes: string;
  /**
   * The next node when it is not. A node's name, or "end".
   */
  no: string;
}
/**
 * All of several conditions.
 */
export interface JourneyAllOf {
  /**
   * Conditions that all hold.
   *
   * @minItems 1
   * @maxItems 32
   */
  all: JourneyCondition[];
}
/**
 * At least one of several conditions.
 */
export interface JourneyAnyOf {
  /**
   * Conditions of which at least one holds.
   *
   * @minItems 1
   * @maxItems 32
   */
  any: JourneyCondition[];
}
/**
 * The opposite of a condition.
 */
export interface JourneyNot {
  not: JourneyCondition;
}
/**
 * A trait that the shop knows. A trait that was not sent matches only `told: false`.
 */
export interface JourneyTrait {
  /**
   * A trait of the person, from the latest identify. Separate nested names by dots, as in "address.city".
   */
  trait: string;
  /**
   * Equal to this text, number, or true or false. A number sent as text counts as a number.
   */
  is?: string | number | boolean;
  /**
   * Equal to one of these.
   *
   * @minItems 1
   * @maxItems 1000
   */
  oneOf?: (string | number | boolean)[];
  /**
   * A text that contains this text, or a list that contains this value. Upper and lower case differ.
   */
  contains?: string;
  /**
   * A number greater than this.
   */
  above?: number;
  /**
   * This number, or a greater one.
   */
  atLeast?: number;
  /**
   * A number less than this.
   */
  below?: number;
  /**
   * This number, or a smaller one.
   */
  atMost?: number;
  /**
   * true: the value was sent; false: it was not.
   */
  told?: boolean;
}
/**
 * A property of the entry's event.
 */
export interface JourneyEntryProperty {
  /**
   * A property of the event that began the run. Separate nested names by dots, as in "address.city".
   */
  property: string;
  /**
   * Equal to this text, number, or true or false. A number sent as text counts as a number.
   */
  is?: string | number | boolean;
  /**
   * Equal to one of these.
   *
   * @minItems 1
   * @maxItems 1000
   */
  oneOf?: (string | number | boolean)[];
  /**
   * A text that contains this text, or a list that contains this value. Upper and lower case differ.
   */
  contains?: string;
  /**
   * A number greater than this.
   */
  above?: number;
  /**
   * This number, or a greater one.
   */
  atLeast?: number;
  /**
   * A number less than this.
   */
  below?: number;
  /**
   * This number, or a smaller one.
   */
  atMost?: number;
  /**
   * true: the value was sent; false: it was not.
   */
  told?: boolean;
}
/**
 * The person did something.
 */
export interface JourneyDid {
  /**
   * An event of the person, such as Product Viewed.
   */
  did: string;
  /**
   * At least how often; 1 by default.
   */
  atLeast?: number;
  /**
   * At most how often; no limit by default.
   */
  atMost?: number;
  /**
   * Rules that the event must match, all of them.
   *
   * @maxItems 32
   */
  where?: JourneyPropertyRule[];
  /**
   * Count only events within this time before now. A number and minutes, hours, days, weeks or months, such as "1 hour" or "3 days". Days, weeks and months are calendar units: the local hour stays the same when clocks change.
   */
  within?: string;
  /**
   * true: count only events since the run began.
   */
  sinceEntry?: boolean;
}
/**
 * The person did not do something.
 */
export interface JourneyDidNot {
  /**
   * An event that the person did not do.
   */
  didNot: string;
  /**
   * Rules that the event must match, all of them.
   *
   * @maxItems 32
   */
  where?: JourneyPropertyRule[];
  /**
   * Count only events within this time before now. A number and minutes, hours, days, weeks or months, such as "1 hour" or "3 days". Days, weeks and months are calendar units: the local hour stays the same when clocks change.
   */
  within?: string;
  /**
   * true: count only events since the run began.
   */
  sinceEntry?: boolean;
}
/**
 * The person is in a segment now.
 */
export interface JourneyInSegment {
  /**
   * A segment: a view with a column customer_id, such as at_risk, or your own file beside the journey, such as segments/vip.sql.
   */
  segment: string;
}
