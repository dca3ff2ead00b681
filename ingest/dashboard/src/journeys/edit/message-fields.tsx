import type { JourneySend } from "@safar/schemas/types";
import { useId, useState } from "preact/hooks";
import { useView } from "../../view.js";
import { useJourneyWords } from "../use-words.js";
import { useAt } from "./editing.js";
import { PickField, TextField, Told } from "./fields.js";
import type { Path } from "./path.js";
import { useEditWords } from "./use-words.js";

const CHANNELS = ["email", "sms", "push"] as const;
type Channels = JourneySend["channels"];

/** What a node sends: by which channels, and the texts in each language. */
export function MessageFields({ path }: { readonly path: Path }) {
  const words = useEditWords();
  const { value: channels = [] as unknown as Channels } = useAt<Channels>([...path, "channels"]);
  const { value: kind } = useAt<string>([...path, "kind"]);
  const { set: setKind } = useAt<string>([...path, "kind"]);
  return (
    <>
      <ChannelsField path={[...path, "channels"]} />
      <Languages path={[...path, "message"]} channels={channels} />
      <PickField
        path={[...path, "kind"]}
        label={words.fields.kind}
        options={words.sendKinds}
        chosen={kind === "transactional" ? kind : "marketing"}
        onPick={(next) => setKind(next === "marketing" ? undefined : next)}
      />
    </>
  );
}

/** The channels in the order in which they were chosen: the first one that a person has is used. */
function ChannelsField({ path }: { readonly path: Path }) {
  const words = useEditWords();
  const { said } = useJourneyWords();
  const { value: channels = [], problems, set } = useAt<readonly string[]>(path);
  const id = useId();
  const { format } = useView();
  return (
    <fieldset class="channels" aria-describedby={id}>
      <legend>{words.fields.channels}</legend>
      {CHANNELS.map((channel) => {
        const place = channels.indexOf(channel) + 1;
        return (
          <label key={channel} class="check">
            <input
              type="checkbox"
              name={`${path.join(".")}.${channel}`}
              checked={place > 0}
              onChange={({ currentTarget }) =>
                set(
                  currentTarget.checked
                    ? [...channels, channel]
                    : channels.filter((each) => each !== channel),
                )
              }
            />
            {said.channels[channel]}
            {channels.length > 1 && place > 0 && ` (${format.count(place)})`}
          </label>
        );
      })}
      <Told id={id} problems={problems} hint={words.hints.channels} />
    </fieldset>
  );
}

function Languages({ path, channels }: { readonly path: Path; readonly channels: readonly string[] }) {
  const words = useEditWords();
  const { value: message = {}, set, problems } = useAt<JourneySend["message"]>(path);
  const [added, setAdded] = useState("");
  const id = useId();
  const nameOf = (code: string) => (words.languages as Readonly<Record<string, string>>)[code] ?? code;
  const isNew = /^[a-z]{2}(-[A-Z]{2})?$/.test(added) && !Object.hasOwn(message, added);
  const open = ["en", "fa"].filter((code) => !Object.hasOwn(message, code));
  return (
    <>
      {Object.keys(message).map((code) => (
        <fieldset key={code} class="language" data-language={code}>
          <legend>{nameOf(code)}</legend>
          <Texts path={[...path, code]} channels={channels} language={code} />
          {Object.keys(message).length > 1 && (
            <button
              type="button"
              class="tool"
              aria-label={`${words.removeThis}: ${nameOf(code)}`}
              onClick={() => set({ ...message, [code]: undefined } as never)}
            >
              {words.removeThis}
            </button>
          )}
        </fieldset>
      ))}
      <Told id={`${id}-told`} problems={problems.filter((each) => each.path.length === path.length)} />
      <div class="field">
        <label for={id}>{words.fields.language}</label>
        <span class="duration">
          <input
            id={id}
            name={`${path.join(".")}.new`}
            dir="ltr"
            list={`${id}-codes`}
            maxLength={5}
            value={added}
            onInput={(event) => setAdded(event.currentTarget.value)}
          />
          <datalist id={`${id}-codes`}>
            {open.map((code) => (
              <option key={code} value={code} label={nameOf(code)} />
            ))}
          </datalist>
          <button
            type="button"
            class="tool"
            data-add="language"
            disabled={!isNew}
            onClick={() => {
              const subject = channels.every((each) => each === "sms") ? {} : { subject: "" };
              set({ ...message, [added]: { ...subject, text: "" } });
              setAdded("");
            }}
          >
            {words.addLanguage}
          </button>
        </span>
      </div>
    </>
  );
}

function Texts({
  path,
  channels,
  language: lang,
}: {
  readonly path: Path;
  readonly channels: readonly string[];
  readonly language: string;
}) {
  const { fields, hints, moreFields } = useEditWords();
  const { value: message = {} } = useAt<Readonly<Record<string, string>>>(path);
  const by = (...names: readonly string[]) => names.some((each) => channels.includes(each));
  // What is written is shown also where its channel is gone, so that it can be taken out.
  const isShown = (field: string, ...names: readonly string[]) =>
    message[field] !== undefined || by(...names);
  return (
    <>
      {isShown("subject", "email", "push") && (
        <TextField path={[...path, "subject"]} label={fields.subject} lang={lang} isOptional />
      )}
      <TextField path={[...path, "text"]} label={fields.text} hint={hints.text} lang={lang} rows={5} />
      <details class="more">
        <summary>{moreFields}</summary>
        {isShown("short", "sms", "push") && (
          <TextField path={[...path, "short"]} label={fields.short} lang={lang} rows={2} isOptional />
        )}
        {isShown("html", "email") && (
          <TextField
            path={[...path, "html"]}
            label={fields.html}
            hint={hints.html}
            rows={6}
            isOptional
            isLatin
          />
        )}
        {(["link", "icon", "image"] as const).map(
          (field) =>
            isShown(field, "push") && (
              <TextField key={field} path={[...path, field]} label={fields[field]} isOptional isLatin />
            ),
        )}
      </details>
    </>
  );
}
