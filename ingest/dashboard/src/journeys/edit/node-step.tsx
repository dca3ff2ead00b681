import type { JourneyNode } from "@safar/schemas/types";
import { useId, useState } from "preact/hooks";
import { useView } from "../../view.js";
import { say } from "../../words/say.js";
import type { Describe } from "../describe.js";
import { exitsOf } from "../flow.js";
import { useJourneyWords } from "../use-words.js";
import { useEditing } from "./editing.js";
import { NodeFields } from "./node-fields.js";
import { PreviewPart } from "./preview-part.js";
import { useReshaping } from "./reshaping.js";
import { DRAGGED } from "./spot.js";
import { useEditWords } from "./use-words.js";

/** A step of the flow: what it does, and once it is opened its form. */
export function NodeStep({ name, node }: { readonly name: string; readonly node: JourneyNode }) {
  const { describe } = useJourneyWords();
  const words = useEditWords();
  const { problems } = useEditing();
  const { opened, moving, open, remove, moveBy } = useReshaping();
  const { state } = useView();
  const id = useId();
  const isOpen = opened === name;
  const isWrong = problems.some(({ path }) => path[0] === "nodes" && path[1] === name);
  const keys = (event: KeyboardEvent) => {
    const direction = { ArrowUp: "up", ArrowDown: "down" }[event.key] as "up" | "down" | undefined;
    if (event.key === "Delete") remove(name);
    else if (event.altKey && direction) moveBy(name, direction);
    else return;
    event.preventDefault();
  };
  return (
    <div
      class={`step ${node.type}${isOpen ? " opened" : ""}${moving === name ? " moved" : ""}`}
      data-node={name}
    >
      <button
        type="button"
        class="step-head"
        aria-expanded={isOpen}
        aria-controls={id}
        aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown Delete"
        draggable
        onDragStart={(event) => {
          event.dataTransfer?.setData(DRAGGED, name);
          if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
        }}
        onClick={() => open(name)}
        onKeyDown={keys}
      >
        <span class="step-kind">
          {words.kinds[node.type]} <bdi class="hash quiet">{name}</bdi>
        </span>
        <span>{described(node, describe, state.lang)}</span>
        {isWrong && <span class="wrong">{words.mend}</span>}
      </button>
      <div id={id} hidden={!isOpen}>
        {isOpen && <NodeForm name={name} node={node} />}
      </div>
    </div>
  );
}

/** What a step does; of a message its beginning, in the reader's language where it has that. */
function described(node: JourneyNode, { node: say }: Describe, language: string): string {
  if (node.type !== "send") return say(node);
  const written = Object.entries(node.message);
  const [, shown] = written.find(([code]) => code.startsWith(language)) ?? written[0] ?? [];
  return [say(node), shown?.subject || shown?.text.slice(0, 60)].filter(Boolean).join(": ");
}

function NodeForm({ name, node }: { readonly name: string; readonly node: JourneyNode }) {
  const words = useEditWords();
  const { describe } = useJourneyWords();
  const { startMove, moveBy, remove } = useReshaping();
  const exits = exitsOf(node);
  const isParted = exits.length > 1 && exits.some(({ next }) => next !== exits[0]!.next);
  return (
    <div class="form">
      <NameField name={name} />
      <NodeFields name={name} type={node.type} />
      {node.type === "send" && <PreviewPart node={name} send={node} />}
      <p class="buttons">
        <button type="button" class="tool" data-do="up" onClick={() => moveBy(name, "up")}>
          {words.up}
        </button>
        <button type="button" class="tool" data-do="down" onClick={() => moveBy(name, "down")}>
          {words.down}
        </button>
        <button type="button" class="tool" data-do="move" onClick={() => startMove(name)}>
          {words.move}
        </button>
        {isParted &&
          exits.map((exit) => (
            <button
              key={exit.name}
              type="button"
              class="tool"
              data-do="remove-keep"
              onClick={() => remove(name, exit.name)}
            >
              {say(words.removeKeep, { way: describe.way(node, exit.name) })}
            </button>
          ))}
        <button type="button" class="tool" data-do="remove" onClick={() => remove(name)}>
          {isParted ? words.removeAll : words.remove}
        </button>
      </p>
    </div>
  );
}

/** A name is taken when it is whole: half of it would be another node's. */
function NameField({ name }: { readonly name: string }) {
  const words = useEditWords();
  const { definition } = useEditing();
  const { rename } = useReshaping();
  const [isWrong, setWrong] = useState(false);
  const id = useId();
  const take = (next: string) => {
    const fits =
      /^[a-z0-9][a-z0-9-]{0,63}$/.test(next) && next !== "end" && !Object.hasOwn(definition.nodes, next);
    setWrong(!fits && next !== name);
    if (fits) rename(name, next);
  };
  return (
    <div class="field">
      <label for={id}>{words.fields.step}</label>
      <input
        id={id}
        name="step"
        dir="ltr"
        value={name}
        aria-invalid={isWrong}
        aria-describedby={`${id}-told`}
        onChange={(event) => take(event.currentTarget.value)}
      />
      <div id={`${id}-told`} class="told">
        <p class={isWrong ? "wrong" : "quiet"}>{isWrong ? words.needsName : words.hints.step}</p>
      </div>
    </div>
  );
}
