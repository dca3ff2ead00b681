import type { FoundCustomer, JourneyDraft, MessagePreview } from "@safar/schemas/dashboard";
import type { JourneySend } from "@safar/schemas/types";
import { useEffect, useId, useState } from "preact/hooks";
import { post } from "../../post.js";
import { saveFile } from "../../save-file.js";
import { useAnswer } from "../../use-answer.js";
import { useView } from "../../view.js";
import { say } from "../../words/say.js";
import { useProblem } from "../use-problem.js";
import { useJourneyWords } from "../use-words.js";
import { useEditing } from "./editing.js";
import { TestSend } from "./test-send.js";
import { useEditWords } from "./use-words.js";

type Channel = "email" | "sms" | "push";
/** What was chosen before the page asked for the password anew; it is there again then. */
const chosen = { customer: "", typed: "" };

interface PreviewPartProps {
  readonly node: string;
  readonly send: JourneySend;
}

/** A message as a person would get it, by channel and language, and a way to send it to oneself. */
export function PreviewPart({ node, send }: PreviewPartProps) {
  const { said } = useJourneyWords();
  const words = useEditWords();
  const { state } = useView();
  const languages = Object.keys(send.message);
  const [language, setLanguage] = useState(state.lang as string);
  const [channel, setChannel] = useState<Channel>("email");
  const [customer, setCustomer] = useState(chosen.customer);
  const shownIn = languages.includes(language) ? language : (languages[0] ?? "");
  const by = (send.channels as readonly Channel[]).includes(channel)
    ? channel
    : (send.channels[0] ?? "email");
  const { draft, holds } = useEditing();
  const asked = {
    node,
    language: shownIn,
    ...(customer ? { customer: JSON.parse(customer) as object } : {}),
  };
  const { preview, problem, isBehind } = usePreview(draft, holds, asked);
  const names = words.languages as Readonly<Record<string, string>>;
  return (
    <fieldset class="preview" data-preview={node}>
      <legend>{words.preview.title}</legend>
      <div class="fields">
        <Pick
          name="preview.channel"
          label={words.fields.channels}
          value={by}
          options={send.channels.map((each) => [each, said.channels[each]])}
          onChange={(next) => setChannel(next as Channel)}
        />
        <Pick
          name="preview.language"
          label={words.fields.language}
          value={shownIn}
          options={languages.map((code) => [code, names[code] ?? code])}
          onChange={setLanguage}
        />
      </div>
      <CustomerChoice
        value={customer}
        onChange={(next) => {
          chosen.customer = next;
          setCustomer(next);
        }}
      />
      <div class="previewed" role="status" aria-busy={holds && isBehind}>
        {!holds ? (
          <p class="quiet">{words.preview.mendFirst}</p>
        ) : problem ? (
          <p class="wrong">{problem}</p>
        ) : (
          preview && <Shown preview={preview} channel={by} language={shownIn} node={node} />
        )}
      </div>
      <TestSend draft={draft} asked={asked} channel={by} isReady={holds && preview?.message !== undefined} />
    </fieldset>
  );
}

function Shown({
  preview,
  channel,
  language,
  node,
}: {
  readonly preview: MessagePreview;
  readonly channel: Channel;
  readonly language: string;
  readonly node: string;
}) {
  const { preview: said, fields } = useEditWords();
  const { format } = useView();
  const { message, stopped, sms } = preview;
  if (!message) {
    const field = fields[stopped?.field as "text"] ?? "";
    return <p class="wrong">{say(said.stopped, { field, reason: stopped?.reason ?? "" })}</p>;
  }
  if (channel === "sms" && sms)
    return (
      <>
        <p class="text" dir="auto" lang={language}>
          {sms.text}
        </p>
        <p class="quiet" data-sms>
          {say(said.parts, { parts: format.count(sms.parts), length: format.count(sms.length) })}{" "}
          {sms.cost ? say(said.cost, { cost: `${sms.cost.amount} ${sms.cost.currency}` }) : said.noCost}
        </p>
      </>
    );
  return (
    <div class="text" dir="auto" lang={language}>
      <b>{message.subject}</b>
      <p>{channel === "push" ? (message.short ?? message.text) : message.text}</p>
      {channel === "push" && message.link && <bdi dir="ltr">{message.link}</bdi>}
      {channel === "email" && message.html && (
        <button
          type="button"
          class="tool"
          onClick={() =>
            saveFile(new Blob([message.html ?? ""], { type: "text/html" }), `${node}.${language}.html`)
          }
        >
          {said.saveHtml}
        </button>
      )}
    </div>
  );
}

/** Who it is filled in for: an example person, or a customer who is looked for. */
function CustomerChoice({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { preview: said } = useEditWords();
  const { source } = useView();
  const [typed, setTyped] = useState(chosen.typed);
  const [search, setSearch] = useState(chosen.typed);
  const answer = useAnswer("customers_found", search ? { source, search } : undefined);
  const found = (search ? (answer.rows ?? []) : []) as unknown as readonly FoundCustomer[];
  const id = useId();
  const look = () => {
    chosen.typed = typed.trim();
    setSearch(typed.trim());
  };
  return (
    <>
      <div class="field">
        <label for={id}>{said.find}</label>
        <span class="duration">
          <input
            id={id}
            name="preview.search"
            type="search"
            dir="auto"
            maxLength={512}
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter") look();
            }}
          />
          <button type="button" class="tool" data-do="find" onClick={look}>
            {said.look}
          </button>
        </span>
      </div>
      <Pick
        name="preview.customer"
        label={said.shownFor}
        value={value}
        options={[
          ["", said.example],
          ...[
            ...new Set([
              ...(value ? [value] : []),
              ...found.map(({ id: own, isGuest }) => keyOf(own, isGuest)),
            ]),
          ].map((key): [string, string] => [key, (JSON.parse(key) as { id: string }).id]),
        ]}
        onChange={onChange}
      />
      {search && answer.rows?.length === 0 && <p class="quiet">{said.nobody}</p>}
    </>
  );
}

const keyOf = (id: string, isGuest: boolean) => JSON.stringify({ id, isGuest: Boolean(isGuest) });

function Pick({
  name,
  label,
  value,
  options,
  onChange,
}: {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} name={name} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([key, text]) => (
          <option key={key} value={key} selected={key === value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** How long it is waited for the next letter, in milliseconds. */
const PAUSE_MS = 500;

function usePreview(draft: JourneyDraft, holds: boolean, asked: object) {
  const { source } = useView();
  const problemOf = useProblem();
  const [shown, setShown] = useState<{ of?: string; preview?: MessagePreview; problem?: string }>({});
  const body = JSON.stringify({ source, draft, ...asked });
  useEffect(() => {
    if (!holds) return undefined;
    const left = new AbortController();
    const timer = setTimeout(async () => {
      const answer = await post<MessagePreview>(
        "/dashboard/journeys/preview",
        JSON.parse(body) as object,
        left.signal,
      );
      if (left.signal.aborted) return;
      setShown({
        ...(answer.isDone ? { preview: answer.body } : { problem: problemOf(answer.code) }),
        of: body,
      });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      left.abort();
    };
  }, [body, holds]);
  return { ...shown, isBehind: shown.of !== body };
}
