/** What can be wrong with a definition, and what to do about it in general; a problem says it of its place. */
export const PROBLEM_CODES = {
  unreadable: "The file is not there, too large, or neither JSON nor YAML.",
  unfit: "A field is missing, unknown or malformed.",
  wrong_name: "The file and the journey have different names.",
  unknown_node: "A way leads to a node that is not there.",
  unreachable_node: "No way leads to a node.",
  circle: "Ways lead in a circle: nobody would leave the journey.",
  too_deep: "Conditions are nested too deeply.",
  comparison: "A condition needs exactly one comparison.",
  no_time: "A delay has no time.",
  no_fallback: "A delay until the usual hour has no hour for people who have none yet.",
  shares: "The shares of a split do not add up to 100.",
  no_subject: "An e-mail has no subject, or a notification no title.",
  no_push: "A message that is not a notification has a link or a picture of one.",
  template: "A message's template is not valid Liquid, or uses data that messages don't have.",
  schedule: "A weekly schedule names no weekdays, or a monthly one no day.",
  counts: "`atLeast` is greater than `atMost`.",
  quiet_hours: "Quiet hours end when they begin.",
  not_ours: "A track node uses an event name that is reserved for customers, shops and providers.",
  bad_url: "The address of a webhook does not begin with https.",
  unknown_segment: "A segment is neither a view that gives customer_id nor a file beside the journey.",
} as const;

export type ProblemCode = keyof typeof PROBLEM_CODES;

/** One thing that is wrong with a definition. */
export interface Problem {
  readonly code: ProblemCode;
  /** Where: names from the top, such as `["nodes", "remind", "next"]`; empty for the whole. */
  readonly path: readonly (string | number)[];
  /** What is wrong there and what to do. */
  readonly message: string;
}

/** A place as people read it: `nodes.remind.channels[0]`. */
export function placeOf(path: Problem["path"]): string {
  return path
    .map((part, at) => (typeof part === "number" ? `[${part}]` : at === 0 ? part : `.${part}`))
    .join("");
}

/** A value of a definition, short enough for a sentence. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= 60 ? text : `${text.slice(0, 57).toWellFormed()}…`;
}
