import type { CustomerReach } from "@safar/schemas/dashboard";
import type { Row } from "../answers.js";
import { DataTable } from "../data-table.js";
import { Scroll } from "../scroll.js";
import { useCustomerWords } from "./use-words.js";

/** By which channels a customer can be reached, and what they said of it. */
export function Reach({ reach }: { readonly reach: readonly CustomerReach[] }) {
  const said = useCustomerWords();
  const of = (row: Row) => row as unknown as CustomerReach;
  return (
    <section class="panel wide" id="reach" aria-labelledby="reach-heading">
      <h3 id="reach-heading">{said.reach}</h3>
      <p class="about">{said.reachAbout}</p>
      <Scroll label={said.reach}>
        <DataTable
          caption={said.reach}
          columns={[
            { head: said.channel, cell: (row) => said.channels[of(row).channel] },
            { head: said.address, cell: (row) => <bdi>{of(row).address || "–"}</bdi> },
            { head: said.permission, cell: (row) => said.permissions[of(row).permission] },
            { head: said.reachable, cell: (row) => <Reachable why={of(row).why} /> },
          ]}
          rows={reach as unknown as readonly Row[]}
        />
      </Scroll>
    </section>
  );
}

function Reachable({ why }: { readonly why: CustomerReach["why"] }) {
  const said = useCustomerWords();
  return (
    <span class={why === "" ? "verdict up" : "verdict none"}>
      {why === "" ? said.yes : said.reachWhy[why]}
    </span>
  );
}
