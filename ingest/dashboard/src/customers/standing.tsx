import type { Customer, CustomerFigures } from "@safar/schemas/dashboard";
import type { ComponentChildren } from "preact";
import { Waiting } from "../panel.js";
import { useAnswer } from "../use-answer.js";
import { useView } from "../view.js";
import { say } from "../words/say.js";
import type { OneAsked } from "./one-customer.js";
import { useCustomerWords } from "./use-words.js";

/** Stage, group, value and forecast: what figures know of a customer. */
export function Standing({ asked, customer }: { readonly asked: OneAsked; readonly customer: Customer }) {
  const { words, zone, currency } = useView();
  const said = useCustomerWords();
  // Figures know a customer by the one id that they are called by.
  const { source } = asked;
  const answer = useAnswer("customer_figures", {
    ...{ source, customer: customer.id, guest: customer.isGuest ? "on" : "", time_zone: zone, currency },
  });
  const figures = (answer.rows as unknown as readonly CustomerFigures[] | undefined)?.[0];
  return (
    <>
      <section class="panel" id="standing" aria-labelledby="standing-heading" aria-busy={answer.isAwaited}>
        <h3 id="standing-heading">{said.standing}</h3>
        <p class="about">{said.standingAbout}</p>
        {answer.rows ? (
          figures ? (
            <Figures figures={figures} />
          ) : (
            <p class="quiet">–</p>
          )
        ) : (
          <Waiting answer={answer} words={words} />
        )}
      </section>
      <section class="panel" id="expected" aria-labelledby="expected-heading" aria-busy={answer.isAwaited}>
        <h3 id="expected-heading">{said.forecast}</h3>
        <p class="about">{said.forecastAbout}</p>
        {answer.rows ? (
          <Forecast forecast={figures?.forecast ?? null} />
        ) : (
          <Waiting answer={answer} words={words} />
        )}
      </section>
    </>
  );
}

function Figures({ figures }: { readonly figures: CustomerFigures }) {
  const { words, format, zone } = useView();
  const said = useCustomerWords();
  const stages: Readonly<Record<string, string>> = said.stages;
  const groups: Readonly<Record<string, string>> = words.groups;
  const { stage, group, orders, currency, usualGapDays, lastOrderAt, nextOrderAt, campaign } = figures;
  return (
    <Facts>
      <Fact name={said.stage}>{stages[stage] ?? stage}</Fact>
      <Fact name={said.group}>{group ? (groups[group] ?? group) : "–"}</Fact>
      <Fact name={said.orders}>{format.count(orders)}</Fact>
      <Fact name={said.spent}>{format.money(figures.revenue, currency)}</Fact>
      <Fact name={said.averageOrder}>{format.money(figures.averageOrder, currency)}</Fact>
      <Fact name={said.lastOrder}>{format.moment(lastOrderAt?.slice(0, -1), zone)}</Fact>
      <Fact name={said.usualGap}>
        {usualGapDays === null ? "–" : say(said.days, { days: format.count(usualGapDays) })}
      </Fact>
      <Fact name={said.nextOrder}>{nextOrderAt === null ? "–" : format.day(nextOrderAt)}</Fact>
      {campaign && (
        <Fact name={said.campaign}>
          <bdi>{campaign}</bdi>
        </Fact>
      )}
    </Facts>
  );
}

function Forecast({ forecast }: { readonly forecast: CustomerFigures["forecast"] }) {
  const { format } = useView();
  const said = useCustomerWords();
  if (forecast === null) return <p class="quiet">{said.forecastNone}</p>;
  return (
    <Facts>
      <Fact name={said.alive}>{format.percent(100 * forecast.alive, 0)}</Fact>
      <Fact name={said.in30}>{format.decimal(forecast.orders30, 2)}</Fact>
      <Fact name={said.in90}>{format.decimal(forecast.orders90, 2)}</Fact>
      <Fact name={said.worth}>{format.money(forecast.worth, forecast.currency)}</Fact>
    </Facts>
  );
}

function Facts({ children }: { readonly children: ComponentChildren }) {
  return <dl class="facts">{children}</dl>;
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
