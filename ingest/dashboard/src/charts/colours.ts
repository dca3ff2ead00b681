/** What a custom property of the style is now: a canvas can't read them by itself. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
