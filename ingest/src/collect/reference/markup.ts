/** Text that is HTML already. */
export interface Markup {
  readonly html: string;
}

export function raw(html: string): Markup {
  return { html };
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ENTITIES[letter]!);
}

/** A table; cells are text unless they are markup. */
export function table(head: readonly string[], rows: readonly (readonly (string | Markup)[])[]): Markup {
  const cell = (content: string | Markup) => (typeof content === "string" ? escaped(content) : content.html);
  const line = (tag: string, cells: readonly (string | Markup)[]) =>
    `<tr>${cells.map((content) => `<${tag}>${cell(content)}</${tag}>`).join("")}</tr>`;
  return raw(
    `<div class="wide"><table><thead>${line("th", head)}</thead><tbody>${rows.map((row) => line("td", row)).join("\n")}</tbody></table></div>`,
  );
}
