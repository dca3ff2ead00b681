import { commerceEvents, EVENT_PROBLEMS, type JsonSchema } from "@safar/schemas";
import { COLLECTOR_CODES } from "../../event/validate/refusal.js";
import { REQUEST_ERRORS } from "../errors.js";
import { escaped, type Markup, raw, table } from "./markup.js";
import type { OpenApi } from "./openapi.js";

/** Renders the interface as a page: no script, no other host, one style sheet. */
export function referencePage({ info, paths, components }: OpenApi, stylesheet: string): string {
  const calls = ["TrackCall", "IdentifyCall", "PageCall", "ScreenCall", "GroupCall", "AliasCall"];
  const sections: [id: string, title: string, content: Markup][] = [
    ["send", "Send a first event", firstEvent()],
    ["addresses", "Addresses", addresses(paths)],
    ["key", "The write key", paragraph(KEY)],
    ["answers", "Answers", answers()],
    ["refused", "Why an event is refused", refusals()],
    ...calls.map((name): [string, string, Markup] => [
      name.toLowerCase(),
      `${name.replace("Call", "")}`,
      fields(components.schemas[name]!),
    ]),
    ["context", "Context", fields(components.schemas.Context!)],
    ["commerce", "Commerce events", commerce(components.schemas)],
  ];
  const nav = sections.map(([id, title]) => `<li><a href="#${id}">${escaped(title)}</a></li>`).join("");
  const body = sections
    .map(([id, title, content]) => `<section id="${id}"><h2>${escaped(title)}</h2>${content.html}</section>`)
    .join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(info.title)} ${escaped(info.version)}</title>
<link rel="stylesheet" href="${stylesheet}">
</head>
<body>
<nav aria-label="Contents"><p class="name">Safar <span>سفر</span></p><ul>${nav}</ul>
<p><a href="/openapi.json">openapi.json</a></p></nav>
<main>
<h1>${escaped(info.title)}</h1>
<p class="lead">${escaped(info.description)}</p>
${body}
</main>
</body>
</html>
`;
}

const KEY =
  "As the user name of HTTP Basic, as a Bearer token, as writeKey in the body, or as ?writeKey= in the address for a beacon, which can set no header. A browser's key is public: it sends events and can do nothing else.";

function paragraph(text: string): Markup {
  return raw(`<p>${escaped(text)}</p>`);
}

function firstEvent(): Markup {
  const event = JSON.stringify({ userId: "me", event: "Product Viewed", properties: { product_id: "p1" } });
  return raw(
    `<pre><code>${escaped(`curl https://collect.shop.example/v1/track -u WRITE_KEY: \\\n  -d '${event}'`)}</code></pre>` +
      "<p>While you integrate, <code>safar tail</code> on the collector's machine shows each event as it comes, and why one is refused.</p>",
  );
}

function addresses(paths: OpenApi["paths"]): Markup {
  const rows = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { summary, description }]) => [
      raw(`<code>${method.toUpperCase()} ${escaped(path)}</code>`),
      description.startsWith("The same as") ? description : `${summary}. ${description}`,
    ]),
  );
  return table(["address", "takes"], rows);
}

function answers(): Markup {
  const rows = Object.entries(REQUEST_ERRORS).map(([code, { status, message, retry }]) => [
    String(status),
    raw(`<code>${code}</code>`),
    message,
    retry ? "send again" : "do not send again",
  ]);
  return table(
    ["status", "code", "what it means, and what to do", "a client should"],
    [
      ["200", "", "Every event is durable, or stands in rejected with a reason.", "never send it again"],
      ...rows,
    ],
  );
}

function refusals(): Markup {
  const rows = Object.entries({ ...EVENT_PROBLEMS, ...COLLECTOR_CODES }).map(([code, message]) => [
    raw(`<code>${code}</code>`),
    message,
  ]);
  return table(["code", "what to do"], rows);
}

function commerce(schemas: Readonly<Record<string, JsonSchema>>): Markup {
  const parts = Object.entries(commerceEvents).map(
    ([name, schema]) =>
      `<details><summary>${escaped(name)}</summary>${fields(schemas[titleOf(schema)]!).html}</details>`,
  );
  const shared = ["Product", "Ga4Item"].map(
    (name) =>
      `<details id="${name.toLowerCase()}"><summary>${name}</summary>${fields(schemas[name]!).html}</details>`,
  );
  return raw(parts.join("\n") + shared.join("\n"));
}

function titleOf(schema: object): string {
  return String((schema as { title?: string }).title);
}

interface ObjectSchema {
  readonly description?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema & { readonly description?: string }>>;
}

function fields(schema: JsonSchema): Markup {
  const { description = "", properties = {}, required = [] } = schema as ObjectSchema;
  const rows = Object.entries(properties).map(([name, field]) => [
    raw(`<code>${escaped(name)}</code>${required.includes(name) ? " <b>needed</b>" : ""}`),
    kind(field),
    field.description ?? "",
  ]);
  return raw(
    `<p>${escaped(description)}</p>${rows.length === 0 ? "" : table(["field", "is", "what it says"], rows).html}`,
  );
}

/** Describes in words what a value may be. */
function kind(schema: JsonSchema): string {
  const {
    anyOf,
    $ref,
    type,
    items,
    const: constant,
  } = schema as {
    anyOf?: JsonSchema[];
    $ref?: string;
    type?: string;
    items?: JsonSchema;
    const?: unknown;
  };
  if (constant !== undefined) return JSON.stringify(constant);
  if ($ref !== undefined) return $ref.split("/").at(-1)!;
  if (anyOf) return [...new Set(anyOf.map(kind))].filter((word) => word !== "null").join(" or ");
  if (type === "array") return items ? `list of ${kind(items)}` : "list";
  return type ?? "any";
}
