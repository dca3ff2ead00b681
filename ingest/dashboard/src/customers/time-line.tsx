import type { CustomerMoment, CustomerMoments } from "@safar/schemas/dashboard";
import { useState } from "preact/hooks";
import { Waiting } from "../panel.js";
import { useAnswer } from "../use-answer.js";
import { useView } from "../view.js";
import type { OneAsked } from "./one-customer.js";
import { useSentence } from "./use-sentence.js";
import { useCustomerWords } from "./use-words.js";

/** Moments that are asked for at a time. */
const ROWS = 50;

/** What a customer did and what was done about them, the latest first, page by page. */
export function TimeLine({ asked }: { readonly asked: OneAsked }) {
  const said = useCustomerWords();
  const [pages, setPages] = useState<readonly string[]>([""]);
  return (
    <section class="panel wide" id="time-line" aria-labelledby="time-line-heading">
      <h3 id="time-line-heading">{said.timeLine}</h3>
      <p class="about">{said.timeLineAbout}</p>
      {pages.map((before, place) => (
        <Page
          key={before}
          asked={asked}
          before={before}
          isLast={place === pages.length - 1}
          onEarlier={(next) => setPages([...pages, next])}
        />
      ))}
    </section>
  );
}

interface PageProps {
  readonly asked: OneAsked;
  readonly before: string;
  readonly isLast: boolean;
  readonly onEarlier: (before: string) => void;
}

function Page({ asked, before, isLast, onEarlier }: PageProps) {
  const { words } = useView();
  const said = useCustomerWords();
  const answer = useAnswer("customer_moments", { ...asked, before, rows: ROWS });
  const page = (answer.rows as unknown as readonly CustomerMoments[] | undefined)?.[0];
  if (!page) return <Waiting answer={answer} words={words} />;
  return (
    <>
      <ol class="moments">
        {page.moments.map((moment) => (
          <Moment key={moment.id} moment={moment} />
        ))}
      </ol>
      {isLast &&
        (page.before ? (
          <p class="buttons">
            <button type="button" class="tool" onClick={() => onEarlier(page.before)}>
              {said.earlier}
            </button>
          </p>
        ) : (
          <p class="quiet">{said.beginning}</p>
        ))}
    </>
  );
}

function Moment({ moment }: { readonly moment: CustomerMoment }) {
  const { format, zone } = useView();
  const sentence = useSentence();
  const { at, kind, about, value, currency } = moment;
  return (
    <li class={`moment ${kind}`} data-kind={kind}>
      <time dateTime={at} class="quiet">
        {format.moment(at.slice(0, -1), zone)}
      </time>
      <span>
        <span>{sentence(moment)}</span> {about && <bdi class="quiet">{about}</bdi>}{" "}
        {value !== null && <b class="amount">{format.money(value, currency)}</b>}
      </span>
    </li>
  );
}
