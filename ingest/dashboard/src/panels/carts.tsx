import { DataTable } from "../data-table.js";
import { ListTools } from "../lists/list-tools.js";
import { useList } from "../lists/use-list.js";
import { Panel } from "../panel.js";
import { useAnswer } from "../use-answer.js";
import { rangeParams, useView } from "../view.js";
import { say } from "../words/say.js";
import { contactColumn, customerColumn, dayOf, LIST_ROWS } from "./people.js";

/** Full carts that were left behind, and whom they belong to. */
export function CartsPanel() {
  const view = useView();
  const { words, format, span, state } = view;
  const asked = useList("carts", { ...rangeParams(view, span), window_hours: "24", rows: LIST_ROWS });
  return (
    <Panel
      id="carts"
      title={words.cartsTitle}
      about={words.cartsAbout}
      isWide
      {...asked}
      nothing={state.reachable ? words.reachableNone : words.empty}
      controls={<ListTools list="carts" />}
      table={(rows) => (
        <DataTable
          caption={words.cartsTitle}
          columns={[
            customerColumn(view),
            contactColumn(view),
            { head: words.since, cell: (row) => dayOf(view, row.last_added_at) },
            { head: words.pieces, isNumber: true, cell: (row) => format.count(row.pieces) },
            {
              head: words.products,
              cell: (row) => <span class="products">{productText(String(row.products ?? ""))}</span>,
            },
            {
              head: words.cartValue,
              isNumber: true,
              cell: (row) => format.money(row.value, String(row.currency ?? "")),
            },
          ]}
          rows={rows}
        />
      )}
      foot={(rows) => (
        <>
          <CartRate />
          {rows.length >= LIST_ROWS && (
            <p class="quiet">{say(words.firstRows, { count: format.count(LIST_ROWS) })}</p>
          )}
        </>
      )}
    />
  );
}

function CartRate() {
  const view = useView();
  const { words, format, span } = view;
  const { rows, isAwaited } = useAnswer("cart_rate", rangeParams(view, span));
  const day = rows?.find((row) => row.window_hours === 24);
  if (!rows && isAwaited)
    return (
      <p class="quiet" aria-busy="true">
        {words.loading}
      </p>
    );
  if (!day) return null;
  return (
    <p id="cart-rate">
      {say(words.cartRate, { rate: format.percent(day.abandonment_rate), carts: format.count(day.carts) })}
    </p>
  );
}

/** `2 × Teapot, Saffron`, from what the question gives as JSON. */
function productText(json: string): string {
  try {
    const products = JSON.parse(json) as { name?: string; product_id?: string; quantity?: number | string }[];
    return products
      .map(
        ({ name, product_id: id, quantity }) =>
          `${Number(quantity) > 1 ? `${Number(quantity)} × ` : ""}${name || id}`,
      )
      .join(", ");
  } catch {
    return json;
  }
}
