/** What can be wrong with a definition, and what to do about it in general; a problem says it of its place. */
export const PROBLEM_CODES = {
  unreadable: "The file is not there, too large, or neither JSON nor YAML.",
  unfit: "A field is missing, not known, or of another form.",
  wrong_name: "The file is called as the journey is.",
  unknown_node: "A way leads to a node that is not there.",
  unreachable_node: "No way leads to a node.",
  circle: "Ways lead back to where they came from: nobody would leave the journey.",
  too_deep: "Conditions stand in conditions too often.",
  comparison: "A value is compared in exactly one way.",
  no_time: "A delay needs a time.",
  no_fallback: "Nobody has a usual hour from the start.",
  shares: "The shares of a split make 100.",
  no_subject: "An e-mail needs a subject, a notification a title.",
  template: "A message's template is Liquid, and shows profile, event and shop.",
  schedule: "A week has weekdays, a month has days.",
  counts: "No number is at least the one and at most the other.",
  quiet_hours: "Quiet hours need an end that is not their beginning.",
  bad_url: "A webhook needs an https address.",
  unknown_segment: "A segment is a view that gives customer_id, or a file beside the journey.",
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
