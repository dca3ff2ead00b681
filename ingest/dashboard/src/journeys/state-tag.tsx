import type { ListedJourney } from "@safar/schemas/dashboard";
import { useView } from "../view.js";
import { say } from "../words/say.js";
import { useJourneyWords } from "./use-words.js";

type Stands = Pick<ListedJourney, "state" | "notSetUp">;

/** Whether a journey is on, and what it lacks to reach people. */
export function StateTag({ state, notSetUp }: Stands) {
  const { said } = useJourneyWords();
  const names = useChannelNames(notSetUp);
  return (
    <span class={`tag ${state} ${names ? "lacking" : ""}`}>
      {names && state === "running" ? say(said.onWithout, { channels: names }) : said.states[state]}
    </span>
  );
}

/** What to do about channels that nobody set up; nothing where none is missing. */
export function SetUpNote({ notSetUp }: Pick<Stands, "notSetUp">) {
  const { said } = useJourneyWords();
  const names = useChannelNames(notSetUp);
  if (!names) return null;
  return (
    <p class="message" id="not-set-up">
      {say(said.notSetUp, { channels: names })} {notSetUp.map((channel) => said.setUp[channel]).join(" ")}
    </p>
  );
}

function useChannelNames(channels: Stands["notSetUp"]): string {
  const { said } = useJourneyWords();
  const { lang } = useView().state;
  return new Intl.ListFormat(lang, { type: "conjunction" }).format(
    channels.map((channel) => said.channelNames[channel]),
  );
}
