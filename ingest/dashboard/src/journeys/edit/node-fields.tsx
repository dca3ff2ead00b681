import type { JourneyDelay, JourneyNode, JourneySplit, JourneyTrack } from "@safar/schemas/types";
import { useJourneyWords } from "../use-words.js";
import { Condition } from "./condition.js";
import { useAt, useEditing } from "./editing.js";
import { DurationField, NumberField, PickField, TextField, TimeField } from "./fields.js";
import { MessageFields } from "./message-fields.js";
import type { Path } from "./path.js";
import { setAt } from "./path.js";
import { hasCircle } from "./reshape.js";
import { Rules, ValueField } from "./rules.js";
import { EventField } from "./suggested.js";
import { useEditWords } from "./use-words.js";

/** The fields of a node by its type, without its name. */
export function NodeFields({ name, type }: { readonly name: string; readonly type: JourneyNode["type"] }) {
  const { fields } = useEditWords();
  const path: Path = ["nodes", name];
  const next = <NextField path={[...path, "next"]} label={fields.next} />;
  switch (type) {
    case "send":
      return (
        <>
          <MessageFields path={path} />
          {next}
        </>
      );
    case "delay":
      return (
        <>
          <DelayFields path={path} />
          {next}
        </>
      );
    case "wait":
      return (
        <>
          <EventField path={[...path, "event"]} />
          <Rules path={[...path, "where"]} />
          <DurationField path={[...path, "atMost"]} label={fields.atMost} />
          <NextField path={[...path, "yes"]} label={fields.happened} />
          <NextField path={[...path, "no"]} label={fields.timeOver} />
        </>
      );
    case "if":
      return (
        <>
          <Condition path={[...path, "condition"]} label={fields.condition} />
          <NextField path={[...path, "yes"]} label={fields.yes} />
          <NextField path={[...path, "no"]} label={fields.no} />
        </>
      );
    case "split":
      return <WaysFields path={[...path, "ways"]} />;
    case "track":
      return (
        <>
          <TextField path={[...path, "event"]} label={fields.event} isLatin />
          <Properties path={[...path, "properties"]} />
          {next}
        </>
      );
    case "webhook":
      return (
        <>
          <TextField path={[...path, "url"]} label={fields.url} isLatin />
          {next}
        </>
      );
  }
}

/** Where a way leads: to the end, or to a node from which no way leads back. */
function NextField({ path, label }: { readonly path: Path; readonly label: string }) {
  const { definition } = useEditing();
  const words = useEditWords();
  const fitting = Object.entries(definition.nodes).filter(
    ([name]) => name !== path[1] && !hasCircle(setAt(definition, path, name)),
  );
  const options = Object.fromEntries(
    fitting.map(([name, { type }]) => [name, `${words.kinds[type]} · ${name}`]),
  );
  return <PickField path={path} label={label} options={{ ...options, end: words.end }} />;
}

function DelayFields({ path }: { readonly path: Path }) {
  const words = useEditWords();
  const { said } = useJourneyWords();
  const { fields } = words;
  const { value, set } = useAt<JourneyDelay["until"]>([...path, "until"]);
  const then = value === undefined ? "no" : value.at === "usual" ? "usual" : "at";
  const begin = { no: undefined, at: { at: "10:00" }, usual: { at: "usual", orAt: "10:00" } } as const;
  const on = useAt<string>([...path, "until", "on"]);
  return (
    <>
      <DurationField path={[...path, "for"]} label={fields.for} isOptional />
      <PickField
        path={[...path, "until", "kind"]}
        label={fields.thenUntil}
        options={words.delays}
        chosen={then}
        onPick={(next) => set(begin[next])}
      />
      {then === "at" && <TimeField path={[...path, "until", "at"]} label={fields.at} />}
      {then === "usual" && <TimeField path={[...path, "until", "orAt"]} label={fields.orAt} />}
      {then !== "no" && (
        <PickField
          path={[...path, "until", "on"]}
          label={fields.on}
          options={{ "": words.anyDay, ...said.days }}
          chosen={(on.value ?? "") as ""}
          onPick={(next) => on.set(next || undefined)}
        />
      )}
    </>
  );
}

function WaysFields({ path }: { readonly path: Path }) {
  const words = useEditWords();
  const { value: ways = {}, problems, set } = useAt<JourneySplit["ways"]>(path);
  const names = Object.keys(ways);
  const rename = (name: string, next: string) => {
    if (next === name || Object.hasOwn(ways, next)) return;
    set(Object.fromEntries(Object.entries(ways).map(([each, way]) => [each === name ? next : each, way])));
  };
  const add = () => {
    const name = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"].find(
      (each) => !Object.hasOwn(ways, each),
    );
    const last = ways[names.at(-1)!]!;
    const share = Math.floor(last.share / 2) || 1;
    if (name)
      set({
        ...{ ...ways, [names.at(-1)!]: { ...last, share: last.share - share || 1 } },
        [name]: { share, next: last.next },
      });
  };
  return (
    <>
      {names.map((name) => (
        <fieldset key={name} class="rule">
          <legend>{name}</legend>
          <div class="field">
            <label>
              {words.fields.way}
              <input
                name={[...path, name, "name"].join(".")}
                dir="ltr"
                value={name}
                onChange={(event) => rename(name, event.currentTarget.value)}
              />
            </label>
          </div>
          <NumberField path={[...path, name, "share"]} label={words.fields.share} min={1} max={100} />
          <NextField path={[...path, name, "next"]} label={words.fields.next} />
          {names.length > 2 && (
            <button
              type="button"
              class="tool"
              aria-label={`${words.removeThis}: ${name}`}
              onClick={() => set({ ...ways, [name]: undefined } as never)}
            >
              {words.removeThis}
            </button>
          )}
        </fieldset>
      ))}
      {problems.some(({ code }) => code === "shares") && <p class="wrong">{words.problems.shares}</p>}
      {names.length < 10 && (
        <button type="button" class="tool" onClick={add}>
          {words.addWay}
        </button>
      )}
    </>
  );
}

function Properties({ path }: { readonly path: Path }) {
  const words = useEditWords();
  const { value: properties = {}, set } = useAt<NonNullable<JourneyTrack["properties"]>>(path);
  const entries = Object.entries(properties);
  const rename = (name: string, next: string) => {
    if (next === "" || Object.hasOwn(properties, next)) return;
    set(Object.fromEntries(entries.map(([each, value]) => [each === name ? next : each, value])));
  };
  const fresh = () => {
    for (let count = 1; ; count++)
      if (!Object.hasOwn(properties, `property_${count}`)) return `property_${count}`;
  };
  return (
    <fieldset class="rules">
      <legend>{words.fields.properties}</legend>
      {entries.map(([name]) => (
        <div key={name} class="rule">
          <div class="field">
            <label>
              {words.fields.property}
              <input dir="ltr" value={name} onChange={(event) => rename(name, event.currentTarget.value)} />
            </label>
          </div>
          <ValueField path={[...path, name]} label={words.fields.value} />
          <button
            type="button"
            class="tool"
            aria-label={`${words.removeThis}: ${name}`}
            onClick={() => {
              const rest = Object.fromEntries(entries.filter(([each]) => each !== name));
              set(entries.length === 1 ? undefined : rest);
            }}
          >
            {words.removeThis}
          </button>
        </div>
      ))}
      <button type="button" class="tool" onClick={() => set({ ...properties, [fresh()]: "" })}>
        {words.addProperty}
      </button>
    </fieldset>
  );
}
