/**
 * The page /demo/check: tracks events in the ways in which browsers lose them, and asks for their rows. A person opens
 * it where no test can drive the browser, such as on a phone.
 */
interface Answer {
  readonly rows: {
    readonly message_id: string;
    readonly anonymous_id: string;
    readonly properties: string;
  }[];
}

/** Pages that are left before they are loaded. */
const EARLY_PAGES = 10;
const PATIENCE_MS = 15_000;
const POLL_MS = 250;

/** What this page uses of the script beside what the shop does. */
interface Checked {
  track(event: string, properties: object, options: { readonly messageId: string }): void;
  flush(): Promise<boolean>;
  readonly anonymousId: string | undefined;
}

const safar = window.safar as unknown as Checked;
const query = new URLSearchParams(location.search);
const run = query.get("run") ?? "";
const page = Number(query.get("page") ?? 0);
const byId = (id: string) => document.getElementById(id) as HTMLElement;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const idOf = (name: string) => `check-${run}-${name}`;

const track = (name: string, properties: object = {}) =>
  safar.track("Browser Checked", { check: name, ...properties }, { messageId: idOf(name) });

async function rowsOf(names: readonly string[]): Promise<Answer["rows"]> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await fetch(
      `/demo/events?${new URLSearchParams(names.map((name) => ["id", idOf(name)]))}`,
    );
    if (!answer.ok) throw new Error(`The collector answered with status ${answer.status}.`);
    const { rows } = (await answer.json()) as Answer;
    if (rows.length >= names.length || performance.now() > deadline) return rows;
    await sleep(POLL_MS);
  }
}

/** What is checked, and how: each gives what is wrong, or nothing. */
const checks: readonly (readonly [title: string, check: () => Promise<string | undefined>])[] = [
  [
    `${EARLY_PAGES} pages that were left before they were loaded lost nothing`,
    async () => {
      const names = Array.from({ length: EARLY_PAGES }, (_, place) => `early-${place}`);
      const { length } = await rowsOf(names);
      return length === EARLY_PAGES ? undefined : `${length} of ${EARLY_PAGES} events arrived.`;
    },
  ],
  ["an event arrives, once", () => arrives("plain")],
  [
    "an event arrives though something on the way answered with a page of its own",
    () => withFetch(() => Promise.resolve(new Response("<h1>Blocked</h1>", { status: 403 })), "foreign"),
  ],
  [
    "an event arrives after the line was lost",
    () => withFetch(() => Promise.reject(new TypeError("The line is lost.")), "line"),
  ],
  [
    "an event arrives though the clock was set back by an hour",
    async () => {
      const { now } = Date;
      Date.now = () => now() - 3_600_000;
      const wrong = await arrives("clock");
      Date.now = now;
      return wrong;
    },
  ],
  [
    "a list of products arrives whole beside an old library",
    async () => {
      const before = Object.getOwnPropertyDescriptor(Array.prototype, "toJSON");
      Object.defineProperty(Array.prototype, "toJSON", { configurable: true, value: () => "[]" });
      track("library", { products: [{ product_id: "p1" }] });
      delete (Array.prototype as { toJSON?: unknown }).toJSON;
      if (before) Object.defineProperty(Array.prototype, "toJSON", before);
      await safar.flush();
      const [row] = await rowsOf(["library"]);
      return JSON.parse(row?.properties ?? "{}").products?.[0]?.product_id === "p1"
        ? undefined
        : "It did not.";
    },
  ],
  [
    "emptying the page's storage makes no other visitor",
    async () => {
      const before = safar.anonymousId;
      localStorage.clear();
      track("storage");
      await safar.flush();
      const [row] = await rowsOf(["storage"]);
      return row?.anonymous_id === before ? undefined : "The visitor is another one.";
    },
  ],
  [
    "the queue outlives a page: this browser keeps a database",
    async () => {
      // Browsers before 2024 don't tell their names: the one that an event waits in can be opened.
      if (!indexedDB.databases) return opens(`safar-check-${run}`);
      const databases = await indexedDB.databases();
      return databases.some(({ name }) => name?.startsWith("safar:")) ? undefined : "There is none.";
    },
  ],
];

async function arrives(name: string): Promise<string | undefined> {
  track(name);
  await safar.flush();
  const { length } = await rowsOf([name]);
  return length === 1 ? undefined : `It has ${length} rows.`;
}

/** What is wrong with a new database of this name, which is deleted again. */
function opens(name: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = indexedDB.open(name);
    request.onerror = () => resolve(String(request.error));
    request.onsuccess = () => {
      request.result.close();
      indexedDB.deleteDatabase(name);
      resolve(undefined);
    };
  });
}

/** The first request for events meets this, and the others the real line. */
async function withFetch(fails: () => Promise<Response>, name: string): Promise<string | undefined> {
  const real = window.fetch;
  let isFirst = true;
  window.fetch = (input, init) => {
    if (!isFirst || !String(input).includes("/v1/")) return real(input, init);
    isFirst = false;
    return fails();
  };
  const wrong = await arrives(name);
  window.fetch = real;
  return wrong ?? (isFirst ? "Nothing was sent." : undefined);
}

function tell(title: string, wrong: string | undefined): void {
  const line = document.createElement("li");
  const verdict = document.createElement("b");
  const said = document.createElement("span");
  verdict.textContent = wrong === undefined ? "passed" : "failed";
  verdict.className = verdict.textContent;
  said.textContent = wrong === undefined ? title : `${title}: ${wrong}`;
  line.append(verdict, " ", said);
  byId("checks").append(line);
}

async function checkAll(): Promise<void> {
  const result = byId("result");
  let failed = 0;
  for (const [place, [title, check]] of checks.entries()) {
    result.textContent = `Check ${place + 1} of ${checks.length} …`;
    const wrong = await check().catch((error: unknown) => String(error));
    if (wrong !== undefined) failed += 1;
    tell(title, wrong);
  }
  result.textContent =
    failed === 0 ? "This browser passed." : `This browser failed ${failed} of ${checks.length} checks.`;
  result.className = failed === 0 ? "passed" : "failed";
  // Reloaded under the same address, the page would find the rows of this run, and pass whatever happens.
  history.replaceState(null, "", location.pathname);
  offer("Check again");
}

/** Shows the button that begins a new run. */
function offer(text: string): void {
  const button = byId("start");
  button.textContent = text;
  button.hidden = false;
  button.addEventListener("click", () => go(1, String(Math.random()).slice(2)));
}

const go = (to: number, ofRun: string) =>
  location.replace(`?${new URLSearchParams({ run: ofRun, page: String(to) })}`);

byId("browser").textContent = navigator.userAgent;
if (!run) {
  offer("Start");
} else if (page <= EARLY_PAGES) {
  byId("result").textContent = `Leaving page ${page} of ${EARLY_PAGES} early …`;
  track(`early-${page - 1}`);
  go(page + 1, run);
} else {
  void checkAll();
}
