/** HTML with more at the end of what is seen: before the last `</body>`, else behind all. */
export function atTheEnd(html: string, more: string): string {
  const end = [...html.matchAll(/<\/body\s{0,9}>/gi)].at(-1)?.index ?? html.length;
  return html.slice(0, end) + more + html.slice(end);
}
