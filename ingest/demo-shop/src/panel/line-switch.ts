import { el } from "../element.js";

const STATES: Record<LineState, { readonly label: string; readonly text: string }> = {
  online: { label: "Online", text: "Events are sent as they are made." },
  flaky: {
    label: "Flaky",
    text: "Every second answer gets lost, so its events are sent again. They are still one row each.",
  },
  offline: {
    label: "Offline",
    text: "Events wait in this browser. Reload, close the tab, come back, then go online.",
  },
};

/** The switch that cuts the line between this page and the collector. */
export function lineSwitch(): HTMLElement {
  const text = el("p", { class: "hint", role: "status" }, STATES[window.line.state].text);
  const options = Object.entries(STATES).map(([state, { label }]) =>
    el(
      "label",
      { class: `line-${state}` },
      el("input", {
        type: "radio",
        name: "line",
        value: state,
        checked: state === window.line.state,
        autocomplete: "off",
        onchange: () => {
          window.line.change(state as LineState);
          text.textContent = STATES[state as LineState].text;
        },
      }),
      el("span", {}, label),
    ),
  );
  return el(
    "fieldset",
    { class: "line-switch" },
    el("legend", {}, "The line to the collector"),
    el("div", { class: "segments" }, ...options),
    el(
      "div",
      { class: "line-said" },
      text,
      el("button", { type: "button", class: "quiet", onclick: () => location.reload() }, "Reload the page"),
    ),
  );
}
