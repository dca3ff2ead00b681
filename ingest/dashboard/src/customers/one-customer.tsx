import type { Customer } from "@safar/schemas/dashboard";
import { PageLink } from "../page-link.js";
import { KeptNote, Waiting } from "../panel.js";
import { useAnswer } from "../use-answer.js";
import { useView } from "../view.js";
import { say } from "../words/say.js";
import { DataPart } from "./data-part.js";
import { Receipt } from "./forget-part.js";
import { Ids } from "./ids.js";
import { Orders } from "./orders.js";
import { Reach } from "./reach.js";
import { Found } from "./search.js";
import { Standing } from "./standing.js";
import { TimeLine } from "./time-line.js";
import { useErasing } from "./use-erasing.js";
import { useCustomerWords } from "./use-words.js";

/** How the questions of a customer's page name the customer. */
export interface OneAsked {
  readonly source: string;
  readonly customer: string;
  readonly guest: "" | "on";
}

/** All that is known of one customer. */
export function OneCustomer({ asked }: { readonly asked: OneAsked }) {
  const { words } = useView();
  const said = useCustomerWords();
  const erasing = useErasing(asked);
  const answer = useAnswer("customer", { ...asked });
  const customer = (answer.rows as unknown as readonly Customer[] | undefined)?.[0];
  return (
    <>
      <p class="back">
        <PageLink to={{ customer: "", guest: "" }}>{said.back}</PageLink>
      </p>
      {erasing.step === "done" && erasing.erasure ? (
        <Receipt erasure={erasing.erasure} />
      ) : !answer.rows ? (
        <Waiting answer={answer} words={words} />
      ) : customer === undefined ? (
        <>
          <p>{said.unknown}</p>
          <Found search={asked.customer} />
        </>
      ) : (
        <>
          <KeptNote answer={answer} />
          <Head customer={customer} asked={asked} />
          <div class="part">
            <DataPart asked={asked} erasing={erasing} />
            <Standing asked={asked} customer={customer} />
            <Reach reach={customer.reach} />
            <Ids customer={customer} />
            <Orders asked={asked} />
            <TimeLine asked={asked} />
          </div>
        </>
      )}
    </>
  );
}

function Head({ customer, asked }: { readonly customer: Customer; readonly asked: OneAsked }) {
  const { format, zone } = useView();
  const said = useCustomerWords();
  const moment = (at: string) => format.moment(at.slice(0, -1), zone);
  return (
    <header class="journey-head">
      <h2>
        <bdi>{customer.name || customer.id}</bdi> {customer.isGuest && <span class="tag">{said.guest}</span>}
      </h2>
      {customer.id !== asked.customer && (
        <p class="quiet">{say(said.called, { id: `\u2068${customer.id}\u2069` })}</p>
      )}
      <p class="quiet">
        {say(said.seen, {
          first: moment(customer.firstSeen),
          last: moment(customer.lastSeen),
          events: format.count(customer.events),
        })}
      </p>
    </header>
  );
}
