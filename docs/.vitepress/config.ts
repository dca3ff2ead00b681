import { existsSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { type DefaultTheme, defineConfig } from "vitepress";

/** The site is built of the repository's own documents, each of which stands beside what it describes. */
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Where files are shown that are no page of the site. */
const SOURCES = process.env.SAFAR_DOCS_SOURCES ?? "https://github.com/safar-events/safar/blob/main/";

/** Documents that are pages, by their file, with the page's address. */
const PAGES: Readonly<Record<string, string>> = {
  "docs/index.md": "index.md",
  "docs/figures.md": "figures.md",
  "docs/privacy.md": "privacy.md",
  "docs/fa/index.md": "fa/index.md",
  "docs/fa/figures.md": "fa/figures.md",
  "docs/fa/privacy.md": "fa/privacy.md",
  "sdk-web/README.md": "web.md",
  "sdk-web/wordpress/README.md": "wordpress.md",
  "sdk-node/README.md": "node.md",
  "docs/api/web/README.md": "api/web.md",
  "docs/api/node/README.md": "api/node.md",
  "ingest/README.md": "commands.md",
  "ingest/src/collect/webhooks/README.md": "web-hooks.md",
  "ingest/src/import/README.md": "import.md",
  "ingest/src/collect/segment/README.md": "clients.md",
  "ingest/src/sources/README.md": "sources.md",
  "ingest/src/journeys/README.md": "journeys.md",
  "ingest/src/channels/README.md": "channels.md",
  "ingest/dashboard/README.md": "dashboard.md",
  "ingest/CONFIGURATION.md": "configuration.md",
  "ingest/WIRE.md": "wire.md",
  "ingest/OPERATE.md": "operate.md",
  "ingest/PRIVACY.md": "privacy-in-full.md",
  "ingest/ship/README.md": "beyond-one-machine.md",
  "ingest/ship/proxy/README.md": "proxy.md",
  "ingest/bench/README.md": "measured.md",
  "schemas/README.md": "events.md",
  "schemas/GLOSSARY.md": "glossary.md",
  "schemas/clickhouse/ASK.md": "ask.md",
  "schemas/clickhouse/views/README.md": "views.md",
  "CHANGELOG.md": "changes.md",
};

const page = (text: string, file: string): DefaultTheme.SidebarItem => ({
  text,
  link: `/${PAGES[file]!.replace(/(index)?\.md$/, "")}`,
});

const sidebar: DefaultTheme.SidebarItem[] = [
  {
    text: "For shop owners",
    items: [
      page("Start", "docs/index.md"),
      page("What the figures mean", "docs/figures.md"),
      page("Visitors' privacy", "docs/privacy.md"),
    ],
  },
  {
    text: "Ways in",
    items: [
      page("Pages, and Google's dataLayer", "sdk-web/README.md"),
      page("Shopify and WooCommerce", "ingest/src/collect/webhooks/README.md"),
      page("WordPress plugin", "sdk-web/wordpress/README.md"),
      page("Node", "sdk-node/README.md"),
      page("API of @safar/web", "docs/api/web/README.md"),
      page("API of @safar/node", "docs/api/node/README.md"),
      page("Files", "ingest/src/import/README.md"),
      page("Segment's and RudderStack's clients", "ingest/src/collect/segment/README.md"),
      page("Events", "schemas/README.md"),
    ],
  },
  {
    text: "Figures",
    items: [
      page("Dashboard and report", "ingest/dashboard/README.md"),
      page("Ask", "schemas/clickhouse/ASK.md"),
      page("Views", "schemas/clickhouse/views/README.md"),
      page("Journeys", "ingest/src/journeys/README.md"),
      page("Messages by e-mail, SMS and webhook", "ingest/src/channels/README.md"),
      page("Glossary", "schemas/GLOSSARY.md"),
    ],
  },
  {
    text: "Run it",
    items: [
      page("Commands", "ingest/README.md"),
      page("Configuration", "ingest/CONFIGURATION.md"),
      page("Behind nginx or Caddy", "ingest/ship/proxy/README.md"),
      page("Sources and keys", "ingest/src/sources/README.md"),
      page("Operate", "ingest/OPERATE.md"),
      page("Privacy in full", "ingest/PRIVACY.md"),
      page("Beyond one machine", "ingest/ship/README.md"),
      page("The wire", "ingest/WIRE.md"),
      page("Measured", "ingest/bench/README.md"),
      page("What changed", "CHANGELOG.md"),
    ],
  },
];

/** A link to a file that is no page leads to the repository; one to a folder, to its README if that is a page. */
function target(href: string, from: string): string {
  if (/^([a-z]+:|#)/.test(href)) return href;
  const [path = "", hash] = href.split("#");
  const file = join(dirname(from), path);
  const readme = join(file, "README.md");
  const named = PAGES[file] ? file : PAGES[readme] ? readme : undefined;
  if (named) return `/${PAGES[named]!.replace(/(index)?\.md$/, "")}${hash ? `#${hash}` : ""}`;
  const kind = existsSync(join(ROOT, file)) && statSync(join(ROOT, file)).isDirectory() ? "tree" : "blob";
  return SOURCES.replace("/blob/", `/${kind}/`) + file;
}

export default defineConfig({
  title: "Safar",
  description: "Event tracking for online shops, and who comes back.",
  srcDir: ROOT,
  // Only documents that are pages: what others left in the folder is none.
  srcExclude: [
    "**/node_modules/**",
    "**/coverage/**",
    "**/.*/**",
    "README.md",
    "**/test/**",
    ".changeset/**",
  ],
  outDir: fileURLToPath(new URL("dist", import.meta.url)),
  cacheDir: fileURLToPath(new URL("cache", import.meta.url)),
  rewrites: PAGES,
  cleanUrls: true,
  lastUpdated: false,
  markdown: {
    html: true,
    config(md) {
      md.core.ruler.push("safar-links", ({ tokens, env }) => {
        // `path` is where the page stands on the site, `realPath` the document, where they differ.
        const { path, realPath } = env as { path: string; realPath?: string };
        const from = relative(ROOT, realPath ?? path);
        for (const token of tokens.flatMap(({ children }) => children ?? [])) {
          const href = token.type === "link_open" ? token.attrGet("href") : null;
          if (href !== null) token.attrSet("href", target(href, from));
          // Vue would compute what stands between two braces.
          if (token.type === "code_inline") token.attrSet("v-pre", "");
        }
      });
    },
  },
  locales: {
    root: { label: "English", lang: "en" },
    fa: {
      label: "فارسی",
      lang: "fa",
      dir: "rtl",
      themeConfig: {
        sidebar: [
          {
            text: "برای صاحبان فروشگاه",
            items: [
              page("شروع", "docs/fa/index.md"),
              page("معنی رقم‌ها", "docs/fa/figures.md"),
              page("حریم خصوصی بازدیدکنندگان", "docs/fa/privacy.md"),
            ],
          },
        ],
        outline: { label: "در این صفحه" },
        docFooter: { prev: "صفحهٔ قبل", next: "صفحهٔ بعد" },
        darkModeSwitchLabel: "ظاهر",
        sidebarMenuLabel: "فهرست",
        returnToTopLabel: "بازگشت به بالا",
        langMenuLabel: "تغییر زبان",
      },
    },
  },
  // Only some pages are in both languages: the menu of languages leads to the first one.
  themeConfig: { sidebar, search: { provider: "local" }, outline: [2, 3], i18nRouting: false },
});
