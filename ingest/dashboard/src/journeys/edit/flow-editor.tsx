import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { say } from "../../words/say.js";
import { useJourneyWords } from "../use-words.js";
import { blankNode, freshName, type NodeKind } from "./blank.js";
import { useEditing } from "./editing.js";
import { EntryStep } from "./entry-step.js";
import { layoutOf, spotsOf } from "./layout.js";
import { NodeStep } from "./node-step.js";
import { PartsEditor } from "./parts-editor.js";
import { insertAt, moveNode, reached, removeNode, renameNode, type Spot, targetOf } from "./reshape.js";
import { type Reshaping, ReshapingContext } from "./reshaping.js";
import { useEditWords } from "./use-words.js";

interface FlowEditorProps {
  /** What is opened: a node, or `entry`. */
  readonly opened: string;
  readonly onOpened: (name: string) => void;
  /** Tells in the page's live part what was done. */
  readonly tell: (sentence: string) => void;
  readonly language: string;
}

/** The drawn flow, in which steps are added, changed, moved and removed. */
export function FlowEditor({ opened, onOpened, tell, language }: FlowEditorProps) {
  const { definition, change } = useEditing();
  const { said } = useJourneyWords();
  const words = useEditWords();
  const [moving, setMoving] = useState("");
  const box = useRef<HTMLDivElement>(null);
  const focusNext = useRef("");
  // With the drawing itself, so that the next key goes there; it may take a second drawing until the step is there.
  useLayoutEffect(() => {
    const target = focusNext.current && box.current?.querySelector<HTMLElement>(focusNext.current);
    if (!target) return;
    target.focus();
    focusNext.current = "";
  });
  const parts = layoutOf(definition);
  const found = reached(definition);
  const loose = Object.keys(definition.nodes).filter((name) => !found.has(name));

  const reshaping: Reshaping = {
    ...{ opened, moving },
    open: (name) => onOpened(name === opened ? "" : name),
    add(spot: Spot, kind: NodeKind) {
      const name = freshName(definition.nodes, kind);
      change(insertAt(definition, spot, name, (next) => blankNode(kind, next, language)));
      onOpened(name);
      focusNext.current = headOf(name);
      tell(say(words.added, { step: name }));
    },
    remove(name, keep) {
      change(removeNode(definition, name, keep));
      onOpened("");
      focusNext.current = headOf("");
      tell(words.removed);
    },
    startMove(name) {
      setMoving(name);
      onOpened("");
      focusNext.current = name === "" ? headOf(moving) : ".spot .here";
      if (name !== "") tell(say(words.moving, { step: name }));
    },
    canMove: (spot, name) => moveNode(definition, name, spot) !== undefined,
    moveTo(spot, name) {
      const moved = moveNode(definition, name, spot);
      setMoving("");
      focusNext.current = headOf(name);
      if (!moved) return tell(words.cantMove);
      change(moved);
      tell(say(words.moved, { step: name }));
    },
    moveBy(name, direction) {
      const spots = spotsOf(parts);
      const here = spots.findIndex((spot) => targetOf(definition, spot) === name);
      const others = direction === "up" ? spots.slice(0, Math.max(here, 0)).reverse() : spots.slice(here + 1);
      const spot = others.find((each) => moveNode(definition, name, each) !== undefined);
      focusNext.current = headOf(name);
      if (!spot) return tell(words.cantMove);
      change(moveNode(definition, name, spot)!);
      tell(say(words.moved, { step: name }));
    },
    rename(name, next) {
      change(renameNode(definition, name, next));
      onOpened(next);
    },
  };
  return (
    <ReshapingContext.Provider value={reshaping}>
      {moving !== "" && (
        <p class="moving">
          {say(words.moving, { step: moving })}{" "}
          <button type="button" class="tool" onClick={() => reshaping.startMove("")}>
            {words.stopMoving}
          </button>
        </p>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: no landmark of its own beside the panel's */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <div class="scroll" role="group" aria-label={said.flow} tabIndex={0} ref={box}>
        <div class="flow editable">
          <EntryStep />
          <PartsEditor parts={parts} />
        </div>
        {loose.length > 0 && (
          <div class="loose">
            <p class="wrong">{words.loose}</p>
            {loose.map((name) => (
              <NodeStep key={name} name={name} node={definition.nodes[name]!} />
            ))}
          </div>
        )}
      </div>
    </ReshapingContext.Provider>
  );
}

const headOf = (name: string) => `[data-node="${name}"] .step-head`;
