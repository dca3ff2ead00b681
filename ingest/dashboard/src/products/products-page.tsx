import { DayRange } from "../day-range.js";
import { NothingYet } from "../nothing-yet.js";
import { useView } from "../view.js";
import { ForecastPanel } from "./forecast.js";
import { ProductsPanel } from "./products.js";
import { RefundsPanel } from "./refunds.js";
import { TogetherPanel } from "./together.js";
import { useProductWords } from "./use-words.js";

/** What sells and comes back, and who is expected to buy. */
export function ProductsPage() {
  const said = useProductWords();
  const { words, source } = useView();
  if (source === "") return <NothingYet words={words} />;
  return (
    <>
      <h1 class="page-title">{said.title}</h1>
      <p class="quiet">{said.lead}</p>
      <DayRange isCompared={false} />
      <section class="part" aria-labelledby="selling-heading">
        <h2 id="selling-heading">{said.selling}</h2>
        <ProductsPanel />
        <TogetherPanel />
        <RefundsPanel />
      </section>
      <section class="part" aria-labelledby="outlook-heading">
        <h2 id="outlook-heading">{said.outlook}</h2>
        <ForecastPanel />
      </section>
    </>
  );
}
