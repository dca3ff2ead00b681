import type { CustomerErasure } from "@safar/schemas/dashboard";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { useView } from "../view.js";
import { say } from "../words/say.js";
import { Links } from "./ids.js";
import { LinksChoice } from "./links-choice.js";
import type { OneAsked } from "./one-customer.js";
import type { Erasing } from "./use-erasing.js";
import { useCustomerWords } from "./use-words.js";

/** Erases a customer: first what is stored and which links lead there, then the id typed again, then the receipt. */
export function ForgetPart({ asked, erasing }: { readonly asked: OneAsked; readonly erasing: Erasing }) {
  const said = useCustomerWords();
  const { step, erasure, problem, look, cancel } = erasing;
  const isLooking = step === "looking";
  // One button for the whole way: the focus stays where it is.
  const press = () => {
    if (step === "none") void look();
    if (step === "shown") cancel();
  };
  return (
    <>
      <p class="buttons">
        <button
          type="button"
          class="tool"
          id="forget"
          aria-busy={isLooking}
          aria-expanded={erasure !== undefined}
          disabled={step === "erasing"}
          onClick={press}
        >
          {erasure ? said.cancel : isLooking ? said.looking : said.forgetButton}
        </button>
      </p>
      {erasure && <Confirm asked={asked} erasing={erasing} erasure={erasure} />}
      {problem && <p role="alert">{problem}</p>}
    </>
  );
}

interface ConfirmProps {
  readonly asked: OneAsked;
  readonly erasing: Erasing;
  readonly erasure: CustomerErasure;
}

function Confirm({ asked, erasing, erasure }: ConfirmProps) {
  const { format } = useView();
  const said = useCustomerWords();
  const [typed, setTyped] = useState("");
  const id = useId();
  const { links, look, erase } = erasing;
  const mustChoose = links === undefined && erasure.links.some(({ by }) => by !== "server");
  const isErasing = erasing.step === "erasing";
  const field = useRef<HTMLInputElement>(null);
  // After the links are chosen, the focus stays where the choice stood.
  useEffect(() => {
    if (links !== undefined) field.current?.focus();
  }, [links]);
  return (
    <div id="confirm">
      <h4>{said.forgetTitle}</h4>
      <p>
        {say(said.forgetRows, { rows: format.count(sumOf(erasure)), ids: format.count(erasure.ids + 1) })}
      </p>
      <ul>
        {Object.entries(erasure.rows)
          .filter(([, rows]) => rows > 0)
          .map(([table, rows]) => (
            <li key={table}>
              {say(said.tableRows, { rows: format.count(rows), table: `\u2068${table}\u2069` })}
            </li>
          ))}
      </ul>
      <p>{erasure.links.length > 0 ? said.followed : said.noLinks}</p>
      <Links links={erasure.links} />
      {mustChoose ? (
        <LinksChoice onChosen={look} />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (erasing.step === "shown") void erase();
          }}
        >
          <label for={id}>{say(said.cantUndo, { id: `\u2068${asked.customer}\u2069` })}</label>
          <p class="search">
            <input
              ref={field}
              id={id}
              name="confirm"
              autocomplete="off"
              spellcheck={false}
              dir="ltr"
              value={typed}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
            <button
              type="submit"
              class="danger"
              disabled={erasing.step !== "shown" || typed !== asked.customer}
            >
              {said.forgetNow}
            </button>
          </p>
        </form>
      )}
      {isErasing && <p role="status">{said.forgetting}</p>}
    </div>
  );
}

/** What stands in place of a customer who was erased. */
export function Receipt({ erasure }: { readonly erasure: CustomerErasure }) {
  const { format } = useView();
  const said = useCustomerWords();
  // The form that had the focus is gone.
  const line = useRef<HTMLParagraphElement>(null);
  useEffect(() => line.current?.focus(), []);
  const receipt = `\u2068${erasure.receipt}\u2069`;
  return (
    <p ref={line} role="status" id="receipt" tabIndex={-1}>
      {say(said.forgotten, { rows: format.count(sumOf(erasure)), receipt })}
    </p>
  );
}

/** Rows of all tables. */
function sumOf({ rows }: CustomerErasure): number {
  return Object.values(rows).reduce((sum, count) => sum + count, 0);
}
