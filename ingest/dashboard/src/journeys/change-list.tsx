import type { JourneyPlan } from "@safar/schemas/dashboard";

/** What differs, each at its place: as it was, and as it is. */
export function ChangeList({ changes }: Pick<JourneyPlan, "changes">) {
  return (
    <ul class="changes">
      {changes.map(({ at, before, after }) => (
        <li key={at}>
          <bdi class="hash">{at}</bdi>
          {before !== undefined && <del dir="auto">{shown(before)}</del>}
          {after !== undefined && <ins dir="auto">{shown(after)}</ins>}
        </li>
      ))}
    </ul>
  );
}

const shown = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
