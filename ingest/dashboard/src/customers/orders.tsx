import type { CustomerOrder } from "@safar/schemas/dashboard";
import type { Row } from "../answers.js";
import { DataTable } from "../data-table.js";
import { Waiting } from "../panel.js";
import { Scroll } from "../scroll.js";
import { useAnswer } from "../use-answer.js";
import { useView } from "../view.js";
import type { OneAsked } from "./one-customer.js";
import { useCustomerWords } from "./use-words.js";

/** The orders of a customer, with what was given back and why one does not count. */
export function Orders({ asked }: { readonly asked: OneAsked }) {
  const { words, format, zone } = useView();
  const said = useCustomerWords();
  const answer = useAnswer("customer_orders", { ...asked });
  const reasons: Readonly<Record<string, string>> = words.uncountedReasons;
  const of = (row: Row) => row as unknown as CustomerOrder;
  return (
    <section class="panel wide" id="orders" aria-labelledby="orders-heading" aria-busy={answer.isAwaited}>
      <h3 id="orders-heading">{said.ordersTitle}</h3>
      <p class="about">{said.ordersAbout}</p>
      {!answer.rows ? (
        <Waiting answer={answer} words={words} />
      ) : answer.rows.length === 0 ? (
        <p class="quiet">{said.ordersNone}</p>
      ) : (
        <Scroll label={said.ordersTitle} isTall>
          <DataTable
            caption={said.ordersTitle}
            columns={[
              { head: said.order, cell: (row) => <bdi class="hash">{of(row).order}</bdi> },
              { head: said.at, cell: (row) => format.moment(of(row).at.slice(0, -1), zone) },
              {
                head: said.value,
                isNumber: true,
                cell: (row) => format.money(of(row).value, of(row).currency),
              },
              {
                head: said.refunded,
                isNumber: true,
                cell: (row) =>
                  Number(of(row).refunded) > 0 ? format.money(of(row).refunded, of(row).currency) : "",
              },
              {
                head: said.counts,
                cell: ({ uncounted }) =>
                  uncounted ? (reasons[String(uncounted)] ?? String(uncounted)) : said.yes,
              },
            ]}
            rows={answer.rows}
          />
        </Scroll>
      )}
    </section>
  );
}
