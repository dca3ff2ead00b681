import type { JourneyDraft, TestMessageSent } from "@safar/schemas/dashboard";
import { useId, useState } from "preact/hooks";
import { post } from "../../post.js";
import { useView } from "../../view.js";
import { say } from "../../words/say.js";
import { useProblem } from "../use-problem.js";
import { useEditWords } from "./use-words.js";

interface TestSendProps {
  readonly draft: JourneyDraft;
  readonly asked: object;
  readonly channel: "email" | "sms" | "push";
  readonly isReady: boolean;
}

/** Where tests went last, by channel: it is there again after signing in anew. */
const typed: Record<TestSendProps["channel"], string> = { email: "", sms: "", push: "" };

/** Sends the shown message to an address of one's own. */
export function TestSend({ draft, asked, channel, isReady }: TestSendProps) {
  const { preview: said } = useEditWords();
  const { source } = useView();
  const problemOf = useProblem();
  const [, setCount] = useState(0);
  const [isBusy, setBusy] = useState(false);
  const [told, setTold] = useState<{ readonly text: string; readonly isWrong: boolean }>();
  const id = useId();
  const to = typed[channel];
  const send = async () => {
    setBusy(true);
    setTold(undefined);
    const body = { source, draft, ...asked, to: to.trim() };
    const answer = await post<TestMessageSent>("/dashboard/journeys/test-send", body);
    setBusy(false);
    if (!answer.isDone) return setTold({ text: problemOf(answer.code), isWrong: true });
    const { is, provider, reason } = answer.body;
    setTold({ text: say(said.outcomes[is], { provider, reason }), isWrong: is !== "sent" });
  };
  return (
    <div class="field">
      <label for={id}>{said.to[channel]}</label>
      <span class="duration">
        <input
          id={id}
          name="test.to"
          dir="ltr"
          autocomplete="off"
          value={to}
          aria-describedby={`${id}-told`}
          onInput={(event) => {
            typed[channel] = event.currentTarget.value;
            setCount((count) => count + 1);
          }}
        />
        <button
          type="button"
          data-do="test-send"
          disabled={!isReady || isBusy || to.trim().length < 3}
          onClick={send}
        >
          {said.send}
        </button>
      </span>
      <div id={`${id}-told`} role="status" class="told">
        {told ? (
          <p class={told.isWrong ? "wrong" : "sent"}>{told.text}</p>
        ) : (
          <p class="quiet">{said.testAbout}</p>
        )}
      </div>
    </div>
  );
}
