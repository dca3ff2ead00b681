import type { JourneyDraft } from "@safar/schemas/dashboard";
import { useId } from "preact/hooks";
import { saveFile } from "../save-file.js";
import { useJourneyWords } from "./use-words.js";

interface DraftFilesProps {
  readonly draft: JourneyDraft | undefined;
  /** What the file is called when it is saved, without its ending. */
  readonly name: string;
  readonly onOpened: (draft: JourneyDraft) => void;
  readonly onDropped?: () => void;
}

/** A journey as files: opened from disk, and saved there, as they stand in git. */
export function DraftFiles({ draft, name, onOpened, onDropped }: DraftFilesProps) {
  const { said } = useJourneyWords();
  const id = useId();
  const open = async (files: FileList | null) => {
    let next: JourneyDraft = draft ?? { text: "", segments: {} };
    for (const file of files ?? []) {
      const text = await file.text();
      // Segments stand in a folder beside the journey; a file that is opened does not say which.
      next = file.name.endsWith(".sql")
        ? { ...next, segments: { ...next.segments, [`segments/${file.name}`]: text } }
        : { ...next, text };
    }
    if (next !== draft) onOpened(next);
  };
  const save = () => {
    const ending = draft?.text.trimStart().startsWith("{") ? "json" : "yaml";
    saveFile(new Blob([draft?.text ?? ""], { type: "application/json" }), `${name}.${ending}`);
  };
  const segments = Object.keys(draft?.segments ?? {});
  return (
    <div class="draft-files">
      <label for={id} class="tool">
        {said.openFiles}
      </label>
      <input
        id={id}
        class="unseen"
        type="file"
        name="files"
        multiple
        accept=".json,.yaml,.yml,.sql"
        onChange={(event) => {
          void open(event.currentTarget.files);
        }}
      />
      {draft && (
        <button type="button" class="tool" onClick={save}>
          {said.saveFile}
        </button>
      )}
      {onDropped && (
        <button type="button" class="tool" onClick={onDropped}>
          {said.dropDraft}
        </button>
      )}
      {segments.length > 0 && (
        <p class="quiet">
          {said.withSegments} <bdi>{segments.join(", ")}</bdi>
        </p>
      )}
    </div>
  );
}
