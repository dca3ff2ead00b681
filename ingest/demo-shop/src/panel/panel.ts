import { el } from "../element.js";
import { eventList } from "./event-list.js";
import { figuresBoard } from "./figures.js";
import { findRows } from "./find-rows.js";
import { invitation } from "./invitation.js";
import { journal } from "./journal.js";
import { lineSwitch } from "./line-switch.js";
import { privacyQuestion } from "./privacy-question.js";

/** Fills the panel beside the shop; on a small screen it lies below and is pulled up. */
export function drawPanel(panel: HTMLElement): void {
  const figures = figuresBoard();
  const question = privacyQuestion();
  const body = el(
    "div",
    { class: "panel-body", id: "panel-body" },
    question,
    lineSwitch(),
    section("figures", "Figures of the last six months", figures.element, invitation()),
    section(
      "follow",
      "Follow the events",
      el("p", { class: "hint" }, "From track() to the row in ClickHouse"),
      eventList(),
    ),
  );
  const count = el("span", { class: "count" });
  const handle = el(
    "button",
    { type: "button", class: "handle", "aria-expanded": "false", "aria-controls": "panel-body" },
    "Follow the events ",
    count,
  );
  const open = (isOpen: boolean) => {
    panel.classList.toggle("open", isOpen);
    handle.setAttribute("aria-expanded", String(isOpen));
  };
  handle.addEventListener("click", () => open(!panel.classList.contains("open")));
  if (question) open(true);
  const drawCount = () => {
    const own = journal.entries.filter(({ isPast }) => !isPast);
    const arrived = own.filter(({ reached }) => reached.row !== undefined).length;
    count.textContent = `${arrived} of ${own.length} arrived`;
  };
  panel.append(handle, body);
  journal.onChange(drawCount);
  drawCount();
  findRows(figures.eventsArrived);
  window.heard.attend(journal.step, journal.drop);
}

function section(name: string, title: string, ...parts: HTMLElement[]): HTMLElement {
  return el("section", { class: name }, el("h2", {}, title), ...parts);
}
