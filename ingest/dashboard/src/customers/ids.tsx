import type { Customer, CustomerId, CustomerLink } from "@safar/schemas/dashboard";
import { useView } from "../view.js";
import { say } from "../words/say.js";
import { useCustomerWords } from "./use-words.js";

/** The ids that are one customer, and who said so of each. */
export function Ids({ customer: { ids, links } }: { readonly customer: Customer }) {
  const said = useCustomerWords();
  return (
    <section class="panel wide" id="ids" aria-labelledby="ids-heading">
      <h3 id="ids-heading">{said.ids}</h3>
      <p class="about">{said.idsAbout}</p>
      <ul class="found">
        {ids.map((each) => (
          <li key={`${each.isGuest} ${each.id}`}>
            <bdi class="hash">{each.id}</bdi> {each.isGuest && <span class="tag">{said.guest}</span>}
          </li>
        ))}
      </ul>
      <Links links={links} />
    </section>
  );
}

/** Links as sentences. */
export function Links({ links }: { readonly links: readonly CustomerLink[] }) {
  const { format, zone } = useView();
  const said = useCustomerWords();
  if (links.length === 0) return null;
  return (
    <ul class="found quiet">
      {links.map(({ from, to, by, at }) => {
        const link = say(said.link, { from: shown(from), to: shown(to), by: said.linkedBy[by] });
        return (
          <li key={`${from.isGuest} ${from.id} ${to.id} ${by} ${at}`}>
            {at === null ? link : say(said.linkAt, { link, at: format.moment(at.slice(0, -1), zone) })}
          </li>
        );
      })}
    </ul>
  );
}

/** An id inside of a sentence, kept apart from the direction of its neighbours. */
function shown({ id }: CustomerId): string {
  return `\u2068${id}\u2069`;
}
