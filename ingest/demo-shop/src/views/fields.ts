import { el } from "../element.js";

/** A labelled field that has to be filled in. */
export function field(
  name: string,
  label: string,
  attributes: Readonly<Record<string, unknown>>,
): HTMLElement {
  return el(
    "p",
    { class: "field" },
    el("label", { for: name }, label),
    el("input", { id: name, name, required: true, ...attributes }),
  );
}

/** One of several; the first is chosen. */
export function choice(name: string, legend: string, options: Readonly<Record<string, string>>): HTMLElement {
  return el(
    "fieldset",
    { class: "choice" },
    el("legend", {}, legend),
    ...Object.entries(options).map(([value, text], index) =>
      el("label", {}, el("input", { type: "radio", name, value, checked: index === 0 }), text),
    ),
  );
}
