import { Ways } from "./ways.js";
import type { Words } from "./words/en.js";

/** What to do when nothing has been tracked yet. */
export function NothingYet({ words }: { readonly words: Words }) {
  const host = location.origin;
  const ways: readonly (readonly [string, string])[] = [
    [words.startPage, `npx @safar/ingest script-tag --host ${host} --write-key wk_…`],
    [words.startPlatform, `npx @safar/ingest connect woocommerce --source shop --url ${host}`],
    [words.startKey, "npx @safar/ingest keys add shop --kind server"],
    [
      words.startBackend,
      `new Safar({ writeKey: "sk_…", host: "${host}" }).track({ userId, event: "Order Completed", properties: { order_id, revenue, currency } })`,
    ],
    [words.startImport, "npx @safar/ingest import orders.csv --help"],
    [words.startDemo, "npx @safar/ingest demo --keep"],
  ];
  return (
    <section class="panel wide nothing-yet" id="nothing-yet">
      <h2>{words.noSource}</h2>
      <p>{words.noSourceLead}</p>
      <Ways ways={ways} />
      <p>
        {words.startShop} <a href="/demo">/demo</a>
      </p>
    </section>
  );
}
