import { NothingYet } from "../nothing-yet.js";
import { useView } from "../view.js";
import { OneCustomer } from "./one-customer.js";
import { Search } from "./search.js";
import { useCustomerWords } from "./use-words.js";

/** The customers of a source: a search, or the one that the address names. */
export function CustomersPage() {
  const { words, state, source } = useView();
  const said = useCustomerWords();
  if (source === "") return <NothingYet words={words} />;
  return (
    <>
      <h1 class={state.customer ? "unseen" : "page-title"}>{said.title}</h1>
      {state.customer ? (
        <OneCustomer
          key={`${state.guest} ${state.customer}`}
          asked={{ source, customer: state.customer, guest: state.guest }}
        />
      ) : (
        <>
          <p class="quiet">{said.lead}</p>
          <Search />
        </>
      )}
    </>
  );
}
