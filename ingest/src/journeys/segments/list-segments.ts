import type { JourneyDraft } from "@safar/schemas/dashboard";
import type { Segment } from "./find-segment.js";

/** The RFM groups, as the view rfm_segments calls them. */
export const RFM_GROUPS = [
  ...["champions", "loyal", "potential_loyalists", "new_customers", "promising", "need_attention"],
  ...["about_to_sleep", "slipping_away", "cannot_lose", "hibernating", "lost"],
] as const;

/** From how many orders expected in 30 days on somebody is listed. */
export const LEAST_EXPECTED = ["0", "0.25", "0.5", "1"] as const;

/** A list of the dashboard, with what was chosen in it. */
export interface ListChosen {
  readonly list: "at_risk" | "reengagement" | "rfm" | "forecast" | "carts";
  /** Of `rfm`, one of {@link RFM_GROUPS}. */
  readonly segment: string;
  /** Of `forecast`, one of {@link LEAST_EXPECTED}. */
  readonly least: string;
}

const SHOP = "source = {source:String}, until = {until:String}, time_zone = {time_zone:String}";

/**
 * The customers of a list as a segment of a journey: a view by its name where that is all, else a file of its own with
 * the SELECT. A segment has no range: it is asked day by day as of that day.
 *
 * @returns undefined where nothing is listed by what was chosen
 */
export function segmentOfList({ list, segment, least }: ListChosen): Segment | undefined {
  switch (list) {
    case "at_risk":
    case "reengagement":
      return { name: list, select: "" };
    case "carts":
      return {
        name: "segments/abandoned-carts.sql",
        select: `-- Customers who left a cart behind within the last 30 days, and ordered nothing for a day after.
SELECT customer_id, is_guest
FROM safar.abandoned_carts(${SHOP}, since = {since:String}, window_hours = '24')
WHERE last_added_at >= toDateTime64({until:String}, 3, {time_zone:String}) - INTERVAL 30 DAY`,
      };
    case "forecast":
      if (!LEAST_EXPECTED.some((each) => each === least)) return undefined;
      return {
        name: `segments/expected-${least.replace(".", "-")}.sql`,
        select: `-- Customers from whom safar predict expects ${least} orders or more in 30 days.
SELECT customer_id, is_guest
FROM safar.predicted_orders(source = {source:String})
WHERE expected_orders_30 >= ${least}`,
      };
    case "rfm":
      if (!RFM_GROUPS.some((each) => each === segment)) return undefined;
      return {
        name: `segments/${segment.replaceAll("_", "-")}.sql`,
        select: `-- Customers of the RFM group ${segment}, by all orders up to the day.
SELECT customer_id, is_guest
FROM safar.rfm(${SHOP}, since = {since:String}, currency = {currency:String})
WHERE segment = '${segment}' AND NOT is_small_sample`,
      };
  }
}

/** The SELECTs of all lists: they are ours, so that also editors may publish them. */
export function selectsOfLists(): string[] {
  const chosen: ListChosen[] = [
    { list: "carts", segment: "", least: "" },
    ...RFM_GROUPS.map((segment) => ({ list: "rfm" as const, segment, least: "" })),
    ...LEAST_EXPECTED.map((least) => ({ list: "forecast" as const, segment: "", least })),
  ];
  return chosen.flatMap((each) => segmentOfList(each)?.select ?? []);
}

/** A journey to begin with, into which the customers of a list come. */
export function draftOfList(chosen: ListChosen): JourneyDraft | undefined {
  const found = segmentOfList(chosen);
  if (found === undefined) return undefined;
  const { name, select } = found;
  const own = name.replace(/^segments\/|\.sql$/g, "").replaceAll("_", "-");
  const definition = {
    name: `to-${own}`,
    title: `To ${own.replaceAll("-", " ")}`,
    entry: { segment: name, looked: { every: "day", at: "09:00" }, existing: true, again: "3 months" },
    goal: { event: "Order Completed" },
    start: "hello",
    nodes: {
      hello: {
        type: "send",
        channels: ["email"],
        message: {
          en: { subject: "Something for you", text: "Hello,\n\nwrite here what you offer." },
          fa: { subject: "برای شما", text: "سلام،\n\nاینجا بنویسید چه پیشنهادی دارید." },
        },
        next: "end",
      },
    },
  };
  return {
    text: `${JSON.stringify(definition, null, 2)}\n`,
    segments: select === "" ? {} : { [name]: select },
  };
}
