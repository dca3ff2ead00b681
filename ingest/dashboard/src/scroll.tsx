import type { ComponentChildren } from "preact";

interface ScrollProps {
  readonly label: string;
  /** Bounded in height, too. */
  readonly isTall?: boolean;
  readonly children: ComponentChildren;
}

/** What may be wider than the page: it scrolls by itself, also by the keyboard. */
export function Scroll({ label, isTall, children }: ScrollProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: no landmark of its own beside the panel's
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <div class={isTall ? "scroll tall" : "scroll"} role="group" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
