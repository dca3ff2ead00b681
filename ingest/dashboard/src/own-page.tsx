import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { RangeControls } from "./controls/range-controls.js";
import { Settings } from "./controls/settings.js";
import { Waiting } from "./panel.js";
import type { Theme } from "./theme.js";
import { Top, type TopActions } from "./top.js";
import { useView } from "./view.js";

/** Loads a page's script when it is looked at first. */
const LOAD = {
  products: async () => (await import("./products/products-page.js")).ProductsPage,
  marketing: async () => (await import("./marketing/marketing-page.js")).MarketingPage,
  customers: async () => (await import("./customers/customers-page.js")).CustomersPage,
  journeys: async () => (await import("./journeys/journeys-page.js")).JourneysPage,
} satisfies Readonly<Record<string, () => Promise<ComponentType>>>;

export type OwnPageName = keyof typeof LOAD;

interface OwnPageProps extends TopActions {
  readonly name: OwnPageName;
  readonly theme: Theme;
  readonly onTheme: (theme: Theme) => void;
}

/** Pages about a range of time. */
const RANGED: readonly OwnPageName[] = ["products", "marketing"];

/** A page beside that of the figures. */
export function OwnPage({ name, theme, onTheme, ...actions }: OwnPageProps) {
  const { words } = useView();
  const isRanged = RANGED.includes(name);
  return (
    <>
      <Top {...actions} />
      <section aria-label={words.settings}>
        <details class="controls" open={isRanged && matchMedia("(min-width: 48rem)").matches}>
          <summary>{isRanged ? words.filters : words.settings}</summary>
          <div class="controls-row">
            {isRanged && <RangeControls />}
            <Settings theme={theme} onTheme={onTheme} />
          </div>
        </details>
      </section>
      <main id="content" tabIndex={-1}>
        <Loaded key={name} name={name} />
      </main>
    </>
  );
}

function Loaded({ name }: { readonly name: OwnPageName }) {
  const { words } = useView();
  const [Content, setContent] = useState<ComponentType>();
  const [isFailed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    setFailed(false);
    LOAD[name]().then(
      (component) => setContent(() => component),
      () => setFailed(true),
    );
  }, [name, attempt]);
  if (Content) return <Content />;
  const answer = {
    ...{ rows: undefined, isOld: false, answeredAt: undefined, againIn: undefined },
    ...{ isLoading: !isFailed, isAwaited: !isFailed, isSlow: false, error: isFailed ? "offline" : undefined },
    again: () => setAttempt(attempt + 1),
  };
  return <Waiting answer={answer} words={words} />;
}
