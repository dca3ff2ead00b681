import { el } from "../element.js";
import { kept } from "../kept.js";

const answer = kept<"granted" | "denied" | null>("consent", null);

/**
 * Asks a visitor whose browser says "do not track": Safar keeps quiet for such a browser unless the shop has asked.
 *
 * @returns undefined when there is nothing to ask
 */
export function privacyQuestion(): HTMLElement | undefined {
  const { globalPrivacyControl, doNotTrack } = navigator as {
    globalPrivacyControl?: boolean;
    doNotTrack: string | null;
  };
  if (globalPrivacyControl !== true && doNotTrack !== "1") return undefined;
  // An answer given before was told to Safar by consent.ts, ahead of the first event.
  if (answer.get()) return undefined;
  const choose = (choice: "granted" | "denied") => () => {
    answer.set(choice);
    window.safar.consent(choice);
    question.remove();
  };
  const question = el(
    "section",
    { class: "question" },
    el("h3", {}, "Your browser asks not to be tracked"),
    el("p", {}, "Safar keeps to that: no event is made. May this demo track you, on this machine alone?"),
    el("button", { type: "button", class: "primary", onclick: choose("granted") }, "Yes, for this demo"),
    el("button", { type: "button", onclick: choose("denied") }, "No"),
  );
  return question;
}
