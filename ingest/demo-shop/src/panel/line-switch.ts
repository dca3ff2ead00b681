import { el } from "../element.js";

const STATES: Record<LineState, { readonly label: string; readonly text: string }> = {
  online: { label: "Online", text: "Events are sent as they are made." },
  flaky: {
    label: "Flaky",
    text: "The collector takes every second batch, but its answer gets lost: the events are sent again, and are still one row each.",
  },
  offline: {
    label: "Offline",
    text: "Nothing leaves this page. Events wait in the browser: reload, close the tab, come back, then go online.",
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
      { class: "line-text" },
      text,
      el("button", { type: "button", class: "quiet", onclick: () => location.reload() }, "Reload the page"),
    ),
  );
}
