import { RangedPage } from "../ranged-page.js";
import { AcquisitionPanel } from "./acquisition.js";
import { CheckoutPanel } from "./checkout.js";
import { MessagesPanel } from "./messages.js";
import { useMarketingWords } from "./use-words.js";

/** Where visitors come from, where they are lost, and what messages bring. */
export function MarketingPage() {
  const { title, lead, coming, sending } = useMarketingWords();
  const visitors = (
    <>
      <AcquisitionPanel />
      <CheckoutPanel />
    </>
  );
  return (
    <RangedPage
      {...{ title, lead }}
      parts={[
        { id: "coming", title: coming, panels: visitors },
        { id: "sending", title: sending, panels: <MessagesPanel /> },
      ]}
    />
  );
}
