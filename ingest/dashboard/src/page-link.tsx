import type { ComponentChildren } from "preact";
import { type State, writeState } from "./state.js";
import { useView } from "./view.js";

interface PageLinkProps {
  readonly to: Partial<State>;
  readonly isCurrent?: boolean;
  /** Looks as the buttons beside it. */
  readonly isButton?: boolean;
  readonly children: ComponentChildren;
}

/** A link to another view of the page: followed here, or opened in a tab of its own as any other one. */
export function PageLink({ to, isCurrent, isButton, children }: PageLinkProps) {
  const { state, change } = useView();
  return (
    <a
      href={writeState({ ...state, ...to }, navigator.language) || "?"}
      class={isButton ? "tool" : ""}
      {...(isCurrent ? { "aria-current": "page" as const } : {})}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        change(to);
        scrollTo(0, 0);
      }}
    >
      {children}
    </a>
  );
}
