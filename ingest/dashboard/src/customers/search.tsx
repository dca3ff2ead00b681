import type { FoundCustomer } from "@safar/schemas/dashboard";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { CustomerLink } from "../customer-link.js";
import { Waiting } from "../panel.js";
import { useAnswer } from "../use-answer.js";
import { useView } from "../view.js";
import { useCustomerWords } from "./use-words.js";

/** Finds customers by what somebody has of them. */
export function Search() {
  const said = useCustomerWords();
  const [typed, setTyped] = useState("");
  const [asked, setAsked] = useState("");
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <section class="panel wide" id="customer-search" aria-labelledby={`${id}-heading`}>
      <h2 id={`${id}-heading`} class="unseen">
        {said.searchButton}
      </h2>
      <search>
        <form
          class="search"
          onSubmit={(event) => {
            event.preventDefault();
            setAsked(typed.trim());
          }}
        >
          <label for={id}>{said.search}</label>
          <input
            ref={field}
            id={id}
            name="search"
            type="search"
            autocomplete="off"
            maxLength={512}
            dir="auto"
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
          <button type="submit" class="primary" disabled={typed.trim() === ""}>
            {said.searchButton}
          </button>
        </form>
      </search>
      {asked && <Found search={asked} />}
    </section>
  );
}

/** Who is found; one alone is still to be opened, so that nobody lands where they did not want to be. */
export function Found({ search }: { readonly search: string }) {
  const { words, source } = useView();
  const said = useCustomerWords();
  const answer = useAnswer("customers_found", { source, search });
  const found = answer.isOld ? undefined : (answer.rows as unknown as readonly FoundCustomer[] | undefined);
  if (!found) return <Waiting answer={answer} words={words} />;
  return (
    <div role="status">
      {found.length === 0 ? (
        <p class="message quiet">{said.nothingFound}</p>
      ) : (
        <ul class="found" aria-label={said.results}>
          {found.map(({ id, isGuest, by }) => (
            <li key={`${isGuest} ${id}`}>
              <CustomerLink id={id} isGuest={isGuest} />
              {isGuest && <span class="tag">{said.guest}</span>} <span class="quiet">{said.foundBy[by]}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
