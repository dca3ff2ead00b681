// Generated from the schemas by `npm run generate -w @safar/schemas`. Change those instead.

/**
 * How a person comes in: by an event, by coming into a segment, or by the calendar.
 */
export type JourneyEntry = JourneyEventEntry | JourneyCalendarEntry | JourneySegmentEntry;
/**
 * One step: an action, a matter of time, or a question.
 *
 * This interface was referenced by `undefined`'s JSON-Schema definition
 * via the `patternProperty` "^[a-z0-9][a-z0-9-]{0,63}$".
 */
export type JourneyNode =
  JourneySend | JourneyWebhook | JourneyTrack | JourneyDelay | JourneyWait | JourneySplit | JourneyIf;
/**
 * What is asked about a person: traits, what they did, where they belong.
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
 * If this happens, then do that: who comes in, what is done, and what it is to bring about.
 */
export interface JourneyDefinition {
  /**
   * The schema by which an editor completes this file.
   */
  $schema?: string;
  /**
   * The journey's name for ever, as its file is called. Lower-case letters, digits and -.
   */
  name: string;
  /**
   * What people call it.
   */
  title?: string;
  /**
   * What it is for.
   */
  description?: string;
  entry: JourneyEntry;
  goal?: JourneyGoal;
  /**
   * The control group, in percent of those who come in: they go the whole way and get no message, so that its worth can be measured. 10 if left out.
   */
  control?: number;
  caps?: JourneyCaps;
  /**
   * Hours of the person's day without marketing messages: 21:00 to 09:00 if left out, false for none. Who comes to a send then waits for their end.
   */
  quiet?: false | JourneyQuietHours;
  /**
   * Where a cap lets one message through, the one of the greater priority goes. 50 if left out.
   */
  priority?: number;
  /**
   * The first node. A node's name, or "end".
   */
  start: string;
  /**
   * The nodes, by name. A name stays the same where the node does: runs stand at it.
   */
  nodes: {
    [k: string]: JourneyNode;
  };
}
/**
 * A person comes in by an event.
 */
export interface JourneyEventEntry {
  /**
   * The event with which a person comes in, such as Product Added.
   */
  event: string;
  /**
   * Rules that the event fulfils, all of them.
   *
   * @maxItems 32
   */
  where?: JourneyPropertyRule[];
  /**
   * An event that is known later than this after it happened starts no run, such as an imported one. 1 hour if left out. A number and minutes, hours, days, weeks or months, such as "1 hour" or "3 days". Days, weeks and months are of the calendar: the same local hour, also where the clocks change.
   */
  within?: string;
  /**
   * Whether a person may come in again: "never" (if left out), or after a time, such as "7 days". Nobody is in one journey twice at a time.
   */
  again?: "never" | string;
}
/**
 * A property of an event, compared. What was not told fulfils only `told: false`; nothing stands in for it.
 */
export interface JourneyPropertyRule {
  /**
   * A property of the event. Names inside it stand behind a point, as in "address.city".
   */
  property: string;
  /**
   * Equal to this text, number, or true or false. A number told as a text is a number.
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
   * A text with this text in it, or a list with this value in it. Upper and lower case differ.
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
   * This number, or a lesser one.
   */
  atMost?: number;
  /**
   * true: it was told; false: it was not.
   */
  told?: boolean;
}
/**
 * All who are in a segment come in, each time anew.
 */
export interface JourneyCalendarEntry {
  calendar: JourneySchedule;
  /**
   * Who comes in: a view that gives customer_id, such as reengagement, or a file of your own, such as segments/vip.sql, named from where the journey's file lies.
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
   * With every week the weekday (monday if left out), with every month its day, 1 to 28 (1 if left out).
   */
  on?: number | ("monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday");
  /**
   * At which time of the shop's day. As HH:MM, such as "10:00".
   */
  at: string;
}
/**
 * A person comes in when they come into a segment, looked at every day at 09:00 if nothing else is said.
 */
export interface JourneySegmentEntry {
  /**
   * Who comes in: a view that gives customer_id, such as reengagement, or a file of your own, such as segments/vip.sql, named from where the journey's file lies.
   */
  segment: string;
  looked?: JourneySchedule;
  /**
   * true: those who are in the segment when the journey starts come in, too. If left out, only who comes into it later.
   */
  existing?: boolean;
  /**
   * Whether a person may come in again: "never" (if left out), or after a time, such as "7 days". Nobody is in one journey twice at a time.
   */
  again?: "never" | string;
}
/**
 * When it happens the run ends at once, wherever it stands.
 */
export interface JourneyGoal {
  /**
   * The event that the journey is to bring about, such as Order Completed.
   */
  event: string;
  /**
   * Rules that the event fulfils, all of them.
   *
   * @maxItems 32
   */
  where?: JourneyPropertyRule[];
}
/**
 * 1 a day and 3 a week if left out, over all journeys. Transactional messages don't count.
 */
export interface JourneyCaps {
  /**
   * The most marketing messages that a person gets in 24 hours.
   */
  perDay?: number;
  /**
   * The most marketing messages that a person gets in 7 days.
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
   * By what it goes: the first of these that the person has and permits.
   *
   * @minItems 1
   * @maxItems 3
   */
  channels: ("email" | "sms" | "push")[];
  /**
   * marketing (if left out): with permission alone, within caps, not in quiet hours. transactional: what the person's own order needs.
   */
  kind?: "marketing" | "transactional";
  /**
   * What it says, by language, such as "en" and "fa". The first is for those whose language is none of them.
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
 * What a message says in one language.
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
   * An e-mail as HTML, beside the plain text. What a value holds is escaped.
   */
  html?: string;
  /**
   * The text for SMS and notifications, if it differs.
   */
  short?: string;
}
/**
 * Calls an address, signed. Not for the control group.
 */
export interface JourneyWebhook {
  /**
   * Call an address of yours.
   */
  type: "webhook";
  /**
   * Where the call goes, such as https://crm.shop.example/safar.
   */
  url: string;
  /**
   * What comes then. A node's name, or "end".
   */
  next: string;
}
/**
 * Tracks an event of the person, which other journeys and all figures see. Not for the control group.
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
   * Its properties. Safar adds journey, node, run and journeys: the journeys that led to it.
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
 * Waits for a time, counted from when the node before was done.
 */
export interface JourneyDelay {
  /**
   * Wait for a time.
   */
  type: "delay";
  /**
   * How long. With `until`, at least this long, and then until that time. A number and minutes, hours, days, weeks or months, such as "1 hour" or "3 days". Days, weeks and months are of the calendar: the same local hour, also where the clocks change.
   */
  for?: string;
  until?: JourneyUntil;
  /**
   * What comes then. A node's name, or "end".
   */
  next: string;
}
/**
 * The next such time of the person's own day, else of the shop's.
 */
export interface JourneyUntil {
  /**
   * A time of the person's day, such as "10:00", or "usual": the hour at which they usually come.
   */
  at: "usual" | string;
  /**
   * With "usual": the time for those of whom no usual hour is known. As HH:MM, such as "10:00".
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
   * Wait for an event, up to a time.
   */
  type: "wait";
  /**
   * The event that is waited for.
   */
  event: string;
  /**
   * Rules that the event fulfils, all of them.
   *
   * @maxItems 32
   */
  where?: JourneyPropertyRule[];
  /**
   * How long it is waited for. A number and minutes, hours, days, weeks or months, such as "1 hour" or "3 days". Days, weeks and months are of the calendar: the same local hour, also where the clocks change.
   */
  atMost: string;
  /**
   * What comes when it happened. A node's name, or "end".
   */
  yes: string;
  /**
   * What comes when the time is over. A node's name, or "end".
   */
  no: string;
}
/**
 * Parts people by lot. The same person goes the same way in every run and version.
 */
export interface JourneySplit {
  /**
   * Part the people by lot.
   */
  type: "split";
  /**
   * The ways, by name. Their shares make 100.
   */
  ways: {
    [k: string]: JourneyWay;
  };
}
/**
 * One way of a split.
 *
 * This interface was referenced by `undefined`'s JSON-Schema definition
 * via the `patternProperty` "^[a-z0-9][a-z0-9-]{0,63}$".
 */
export interface JourneyWay {
  /**
   * Of a hundred people, so many.
   */
  share: number;
  /**
   * What comes for them. A node's name, or "end".
   */
  next: string;
}
/**
 * Asks about the person, at the moment they come here.
 */
export interface JourneyIf {
  /**
   * Ask a question.
   */
  type: "if";
  condition: JourneyCondition;
  /**
   * What comes when the condition holds. A node's name, or "end".
   */
  yes: string;
  /**
   * What comes when it does not. A node's name, or "end".
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
 * What the shop knows of the person. What was not told fulfils only `told: false`.
 */
export interface JourneyTrait {
  /**
   * A trait of the person, as identify told it last. Names inside it stand behind a point, as in "address.city".
   */
  trait: string;
  /**
   * Equal to this text, number, or true or false. A number told as a text is a number.
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
   * A text with this text in it, or a list with this value in it. Upper and lower case differ.
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
   * This number, or a lesser one.
   */
  atMost?: number;
  /**
   * true: it was told; false: it was not.
   */
  told?: boolean;
}
/**
 * What the entry's event said.
 */
export interface JourneyEntryProperty {
  /**
   * A property of the event that began the run. Names inside it stand behind a point, as in "address.city".
   */
  property: string;
  /**
   * Equal to this text, number, or true or false. A number told as a text is a number.
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
   * A text with this text in it, or a list with this value in it. Upper and lower case differ.
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
   * This number, or a lesser one.
   */
  atMost?: number;
  /**
   * true: it was told; false: it was not.
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
   * How often at least; 1 if left out.
   */
  atLeast?: number;
  /**
   * How often at most; any number if left out.
   */
  atMost?: number;
  /**
   * Rules that the event fulfils, all of them.
   *
   * @maxItems 32
   */
  where?: JourneyPropertyRule[];
  /**
   * Only what happened in this time before now counts. A number and minutes, hours, days, weeks or months, such as "1 hour" or "3 days". Days, weeks and months are of the calendar: the same local hour, also where the clocks change.
   */
  within?: string;
  /**
   * true: only what happened since the run began counts.
   */
  sinceEntry?: boolean;
}
/**
 * The person did not do something.
 */
export interface JourneyDidNot {
  /**
   * An event that is not known of the person.
   */
  didNot: string;
  /**
   * Rules that the event fulfils, all of them.
   *
   * @maxItems 32
   */
  where?: JourneyPropertyRule[];
  /**
   * Only what happened in this time before now counts. A number and minutes, hours, days, weeks or months, such as "1 hour" or "3 days". Days, weeks and months are of the calendar: the same local hour, also where the clocks change.
   */
  within?: string;
  /**
   * true: only what happened since the run began counts.
   */
  sinceEntry?: boolean;
}
/**
 * The person is in a segment now.
 */
export interface JourneyInSegment {
  /**
   * A segment: a view that gives customer_id, such as at_risk, or a file of your own beside the journey, such as segments/vip.sql.
   */
  segment: string;
}
