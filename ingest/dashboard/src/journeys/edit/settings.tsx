import type { JourneyDefinition, JourneyEntry } from "@safar/schemas/types";
import { useJourneyWords } from "../use-words.js";
import { blankEntry, type EntryKind } from "./blank.js";
import { useAt } from "./editing.js";
import { CheckField, DurationField, NumberField, PickField, TextField, TimeField } from "./fields.js";
import type { Path } from "./path.js";
import { Rules } from "./rules.js";
import { EventField, SegmentField } from "./suggested.js";
import { useEditWords } from "./use-words.js";

/** What holds for the whole journey: who comes in, the goal, the control group, and the limits. */
export function SettingsFields() {
  const { fields, hints, usual } = useEditWords();
  return (
    <>
      <div class="fields">
        <TextField path={["name"]} label={fields.name} hint={hints.name} isLatin />
        <TextField path={["title"]} label={fields.title} isOptional />
      </div>
      <TextField path={["description"]} label={fields.description} rows={2} isOptional />
      <EntryFields />
      <GoalFields />
      <div class="fields">
        <NumberField
          path={["control"]}
          label={fields.control}
          {...{ min: 0, max: 100, usual: usual.control, hint: hints.control }}
        />
        <NumberField
          path={["priority"]}
          label={fields.priority}
          {...{ min: 1, max: 100, usual: usual.priority, hint: hints.priority }}
        />
      </div>
      <fieldset>
        <legend>{fields.caps}</legend>
        <div class="fields">
          <NumberField path={["caps", "perDay"]} label={fields.perDay} min={0} usual={usual.perDay} />
          <NumberField path={["caps", "perWeek"]} label={fields.perWeek} min={0} usual={usual.perWeek} />
        </div>
      </fieldset>
      <QuietFields />
    </>
  );
}

function EntryFields() {
  const words = useEditWords();
  const { fields, usual } = words;
  const { value: entry = { event: "" }, set } = useAt<JourneyEntry>(["entry"]);
  const kind: EntryKind = "event" in entry ? "event" : "calendar" in entry ? "calendar" : "segment";
  return (
    <fieldset>
      <legend>{fields.entry}</legend>
      <PickField
        path={["entry", "kind"]}
        label={fields.entry}
        options={words.entries}
        chosen={kind}
        onPick={(next) => set(blankEntry(next))}
      />
      {kind === "event" ? (
        <>
          <EventField path={["entry", "event"]} />
          <Rules path={["entry", "where"]} />
          <DurationField path={["entry", "within"]} label={fields.within} isOptional usual={usual.within} />
        </>
      ) : (
        <SegmentField path={["entry", "segment"]} />
      )}
      {kind === "calendar" && <ScheduleFields path={["entry", "calendar"]} />}
      {kind === "segment" && <CheckField path={["entry", "existing"]} label={fields.existing} />}
      {kind !== "calendar" && <AgainFields />}
    </fieldset>
  );
}

function AgainFields() {
  const words = useEditWords();
  const { value, set } = useAt<string>(["entry", "again"]);
  const isAgain = value !== undefined && value !== "never";
  return (
    <>
      <PickField
        path={["entry", "again-kind"]}
        label={words.fields.again}
        options={words.agains}
        chosen={isAgain ? "after" : "never"}
        onPick={(next) => set(next === "never" ? undefined : "7 days")}
      />
      {isAgain && <DurationField path={["entry", "again"]} label={words.agains.after} />}
    </>
  );
}

function ScheduleFields({ path }: { readonly path: Path }) {
  const words = useEditWords();
  const { said } = useJourneyWords();
  const { fields } = words;
  const { value: schedule, set } = useAt<{ every: string; on?: string | number; at: string }>(path);
  const every = schedule?.every as keyof typeof words.everies;
  const on = { day: undefined, week: "monday", month: 1 } as const;
  const { value: day, set: setDay } = useAt<string>([...path, "on"]);
  return (
    <div class="fields">
      <PickField
        path={[...path, "every"]}
        label={fields.every}
        options={words.everies}
        onPick={(next) => {
          const { on: _, ...rest } = schedule!;
          set({ ...rest, every: next, ...(on[next] === undefined ? {} : { on: on[next] }) });
        }}
      />
      {every === "week" && (
        <PickField
          path={[...path, "on"]}
          label={fields.on}
          options={said.days}
          chosen={(day ?? "monday") as "monday"}
          onPick={setDay}
        />
      )}
      {every === "month" && <NumberField path={[...path, "on"]} label={fields.on} min={1} max={28} />}
      <TimeField path={[...path, "at"]} label={fields.at} />
    </div>
  );
}

function GoalFields() {
  const { fields } = useEditWords();
  const { value: goal, set } = useAt<JourneyDefinition["goal"]>(["goal"]);
  return (
    <fieldset>
      <legend>{fields.goal}</legend>
      <label class="check">
        <input
          type="checkbox"
          name="goal"
          checked={goal !== undefined}
          onChange={(event) => set(event.currentTarget.checked ? { event: "Order Completed" } : undefined)}
        />
        {fields.hasGoal}
      </label>
      {goal && (
        <>
          <EventField path={["goal", "event"]} />
          <Rules path={["goal", "where"]} />
        </>
      )}
    </fieldset>
  );
}

function QuietFields() {
  const words = useEditWords();
  const { value: quiet, set } = useAt<JourneyDefinition["quiet"]>(["quiet"]);
  const kind = quiet === undefined ? "usual" : quiet === false ? "none" : "own";
  const begin = { usual: undefined, none: false, own: { from: "21:00", until: "09:00" } } as const;
  return (
    <>
      <PickField
        path={["quiet"]}
        label={words.fields.quiet}
        options={words.quiets}
        chosen={kind}
        onPick={(next) => set(begin[next])}
      />
      {kind === "own" && (
        <div class="fields">
          <TimeField path={["quiet", "from"]} label={words.fields.from} />
          <TimeField path={["quiet", "until"]} label={words.fields.until} />
        </div>
      )}
    </>
  );
}
