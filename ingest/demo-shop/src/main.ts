import { el } from "./element.js";
import { drawHeader } from "./header.js";
import { startNavigation } from "./navigation.js";
import { drawPanel } from "./panel/panel.js";

const part = (id: string) => document.querySelector<HTMLElement>(`#${id}`)!;

if (window.safar) {
  drawHeader(part("top"));
  drawPanel(part("panel"));
  startNavigation();
} else {
  part("content").replaceChildren(
    el("h1", {}, "The browser script is not built"),
    el("p", {}, "In a checkout, run npm run build and start the collector again."),
  );
}
