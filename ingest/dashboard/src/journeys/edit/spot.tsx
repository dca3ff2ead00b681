import { useRef, useState } from "preact/hooks";
import { say } from "../../words/say.js";
import { NODE_KINDS } from "./blank.js";
import { keyOf } from "./layout.js";
import type { Spot } from "./reshape.js";
import { useReshaping } from "./reshaping.js";
import { useEditWords } from "./use-words.js";

/** A place between steps: a new step is put there, or one that is moved. @param after the step, or way, above it */
export function SpotButton({ spot, after }: { readonly spot: Spot; readonly after: string | undefined }) {
  const words = useEditWords();
  const { moving, add, canMove, moveTo } = useReshaping();
  const [isOpen, setOpen] = useState(false);
  const [dragged, setDragged] = useState(false);
  const plus = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    plus.current?.focus();
  };
  if (moving !== "") {
    if (!canMove(spot, moving)) return null;
    return (
      <div class="spot" data-spot={keyOf(spot)}>
        <button type="button" class="here" onClick={() => moveTo(spot, moving)}>
          {after === undefined ? words.here : say(words.hereAfter, { step: after })}
        </button>
      </div>
    );
  }
  const label = after === undefined ? words.addFirst : say(words.addAfter, { step: after });
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what is dropped here by mouse is moved by keys elsewhere
    <div
      class={`spot${dragged ? " over" : ""}`}
      data-spot={keyOf(spot)}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !isOpen) return;
        event.stopPropagation();
        close();
      }}
      onDragOver={(event) => {
        if (!event.dataTransfer?.types.includes(DRAGGED)) return;
        event.preventDefault();
        setDragged(true);
      }}
      onDragLeave={() => setDragged(false)}
      onDrop={(event) => {
        event.preventDefault();
        setDragged(false);
        const name = event.dataTransfer?.getData(DRAGGED);
        if (name) moveTo(spot, name);
      }}
    >
      <button
        ref={plus}
        type="button"
        class="plus"
        aria-expanded={isOpen}
        aria-label={label}
        title={label}
        onClick={() => setOpen(!isOpen)}
      >
        +
      </button>
      {isOpen && (
        <ul class="kinds">
          {NODE_KINDS.map((kind) => (
            <li key={kind}>
              <button
                type="button"
                data-kind={kind}
                onClick={() => {
                  setOpen(false);
                  add(spot, kind);
                }}
              >
                {words.kinds[kind]}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What a dragged step carries: its name. */
export const DRAGGED = "application/x-safar-step";
