import { RangedPage } from "../ranged-page.js";
import { ForecastPanel } from "./forecast.js";
import { ProductsPanel } from "./products.js";
import { RefundsPanel } from "./refunds.js";
import { TogetherPanel } from "./together.js";
import { useProductWords } from "./use-words.js";

/** What sells and comes back, and who is expected to buy. */
export function ProductsPage() {
  const { title, lead, selling, outlook } = useProductWords();
  const sold = (
    <>
      <ProductsPanel />
      <TogetherPanel />
      <RefundsPanel />
    </>
  );
  return (
    <RangedPage
      {...{ title, lead }}
      parts={[
        { id: "selling", title: selling, panels: sold },
        { id: "outlook", title: outlook, panels: <ForecastPanel /> },
      ]}
    />
  );
}
