import { DataTable } from "../data-table.js";
import { useNumberColumns } from "../number-columns.js";
import { Panel } from "../panel.js";
import { rangeParams, useView } from "../view.js";
import { say } from "../words/say.js";
import { useMarketingWords } from "./use-words.js";

/** At which step of the checkout visits end. */
export function CheckoutPanel() {
  const view = useView();
  const { format, span } = view;
  const said = useMarketingWords();
  const { count, percent } = useNumberColumns();
  const steps: Readonly<Record<string, string>> = said.steps;
  const nameOf = (step: string) =>
    steps[step] ?? say(said.numberedStep, { number: format.count(step.replace(/^checkout_step_/, "")) });
  return (
    <Panel
      id="checkout"
      title={said.checkoutTitle}
      about={said.checkoutAbout}
      isWide
      question="checkout"
      params={rangeParams(view, span)}
      nothing={said.checkoutNone}
      table={(rows) => (
        <DataTable
          caption={said.checkoutTitle}
          columns={[
            { head: said.step, cell: (row) => nameOf(String(row.step_name)) },
            count(said.reached, "reached"),
            count(said.dropped, "dropped"),
            percent(said.dropRate, "drop_off_rate"),
          ]}
          rows={rows}
        />
      )}
    />
  );
}
