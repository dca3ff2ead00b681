import { useJourneyWords } from "../use-words.js";
import { useEditing } from "./editing.js";
import { TextField } from "./fields.js";
import type { Path } from "./path.js";
import { useEditWords } from "./use-words.js";

/** An event by its name; those that most shops know are offered. */
export function EventField({ path, label }: { readonly path: Path; readonly label?: string }) {
  const { said } = useJourneyWords();
  const words = useEditWords();
  return <TextField path={path} label={label ?? words.fields.event} suggested={said.events} isLatin />;
}

/** A segment by its name; the views that can be one, and the draft's own files, are offered. */
export function SegmentField({ path }: { readonly path: Path }) {
  const { segments } = useEditing();
  const words = useEditWords();
  const suggested = Object.fromEntries(segments.map((name) => [name, name]));
  return <TextField path={path} label={words.fields.segment} suggested={suggested} isLatin />;
}
