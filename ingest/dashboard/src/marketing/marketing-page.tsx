import { DayRange } from "../day-range.js";
import { NothingYet } from "../nothing-yet.js";
import { useView } from "../view.js";
import { AcquisitionPanel } from "./acquisition.js";
import { CheckoutPanel } from "./checkout.js";
import { MessagesPanel } from "./messages.js";
import { useMarketingWords } from "./use-words.js";

/** Where visitors come from, where they are lost, and what messages bring. */
export function MarketingPage() {
  const said = useMarketingWords();
  const { words, source } = useView();
  if (source === "") return <NothingYet words={words} />;
  return (
    <>
      <h1 class="page-title">{said.title}</h1>
      <p class="quiet">{said.lead}</p>
      <DayRange isCompared={false} />
      <section class="part" aria-labelledby="coming-heading">
        <h2 id="coming-heading">{said.coming}</h2>
        <AcquisitionPanel />
        <CheckoutPanel />
      </section>
      <section class="part" aria-labelledby="sending-heading">
        <h2 id="sending-heading">{said.sending}</h2>
        <MessagesPanel />
      </section>
    </>
  );
}
