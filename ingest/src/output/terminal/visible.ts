/**
 * Characters that control a terminal or hide text: controls (C0, DEL and C1), bidirectional overrides (the "Trojan
 * Source" attack), and invisible ones. The joiners that Persian and emoji need (U+200C, U+200D) and the two direction
 * marks stay.
 */
const UNSEEN =
  /[\p{Cc}\p{Zl}\p{Zp}\u00ad\u180e\u200b\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/**
 * Makes text safe for a terminal: each such character is written as an escape like `\u001b`. Line breaks and tabs
 * stay. JSON text keeps its meaning, because these are JSON's own escapes.
 */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => (isLayout(character) ? character : escaped(character)));
}

/** A value for one line, such as a customer's name: its line breaks and tabs are escaped too. */
export function oneLine(text: string): string {
  return text.replace(UNSEEN, escaped);
}

function isLayout(character: string): boolean {
  return character === "\n" || character === "\t";
}

function escaped(character: string): string {
  // UTF-16 units, as JSON writes them.
  return character.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
