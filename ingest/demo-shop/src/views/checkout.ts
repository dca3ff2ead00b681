import { basket } from "../basket.js";
import { customer, customerNumber } from "../customer.js";
import { el } from "../element.js";
import { newId } from "../ids.js";
import { kept } from "../kept.js";
import { moneyText } from "../money.js";
import { goTo } from "../navigation.js";
import { keepOrder } from "../orders.js";
import { invited } from "../panel/past-customers.js";
import { tell } from "../tracking.js";
import { cartView } from "./cart.js";
import { choice, field } from "./fields.js";
import type { View } from "./view.js";

const STEPS = ["contact", "delivery", "payment"] as const;
type Step = (typeof STEPS)[number];

const TITLES: Record<Step, string> = {
  contact: "Who are you?",
  delivery: "Where to?",
  payment: "How will you pay?",
};

/** The order's number, given when its checkout begins. */
const pending = kept<{ readonly orderId: string; readonly basketId: string } | null>("checkout", null);

/** The checkout at one of its steps; with nothing to buy, the cart. */
export function checkoutView(step: string | null): View {
  if (basket.lines.length === 0) return cartView();
  const present = STEPS.find((known) => known === step) ?? "contact";
  const number = STEPS.indexOf(present) + 1;
  const isNew = pending.get()?.basketId !== basket.id;
  if (isNew) pending.set({ orderId: newId("CS"), basketId: basket.id });
  const { orderId } = pending.get()!;
  const next = (submit: SubmitEvent) => {
    submit.preventDefault();
    complete(present, number, orderId, new FormData(submit.target as HTMLFormElement));
  };
  return {
    title: "Checkout",
    content: el(
      "div",
      { class: "narrow" },
      el(
        "ol",
        { class: "steps", "aria-label": "Steps of the checkout" },
        ...STEPS.map((name, index) =>
          el("li", { "aria-current": name === present && "step", class: index + 1 < number && "done" }, name),
        ),
      ),
      el(
        "form",
        { class: "checkout", onsubmit: next },
        el("h1", {}, TITLES[present]),
        ...FIELDS[present](),
        el("p", { class: "total" }, "Together ", el("strong", {}, moneyText(basket.total))),
        el(
          "p",
          { class: "actions" },
          el(
            "button",
            { class: "primary", type: "submit" },
            number < STEPS.length ? "Continue" : "Place the order",
          ),
          el(
            "a",
            { class: "button", href: number > 1 ? `/demo/checkout?step=${STEPS[number - 2]}` : "/demo/cart" },
            "Back",
          ),
        ),
      ),
    ),
    shown: () => {
      if (isNew) tell.checkoutStarted(orderId);
      tell.stepViewed(orderId, number);
    },
  };
}

const FIELDS: Record<Step, () => HTMLElement[]> = {
  contact: () => [
    el(
      "p",
      { class: "hint" },
      "Invent somebody, or take one of the invited customers. The e-mail stays on this page: Safar hashes it before it is even queued.",
    ),
    field("name", "First name", { autocomplete: "off", value: customer.current?.name, maxlength: 60 }),
    field("email", "E-mail", {
      type: "email",
      autocomplete: "off",
      value: customer.current?.email,
      list: "known-customers",
      placeholder: "laleh@example.com",
    }),
    el(
      "datalist",
      { id: "known-customers" },
      ...invited().map(({ email }) => el("option", { value: email })),
    ),
  ],
  delivery: () => [
    choice("shipping_method", "Delivery", {
      caravan: "By caravan, when it arrives",
      post: "By post, in three days",
      pickup: "I come and fetch it",
    }),
  ],
  payment: () => [
    el("p", { class: "hint" }, "Nothing is charged: this shop has no till."),
    choice("payment_method", "Payment", {
      invoice: "On invoice",
      "cash on delivery": "In cash, at the door",
      "gift card": "With a gift card",
    }),
  ],
};

function complete(step: Step, number: number, orderId: string, form: FormData): void {
  const given = (name: string) => String(form.get(name) ?? "").trim();
  if (step === "contact") {
    const person = { id: customerNumber(given("email")), name: given("name"), email: given("email") };
    customer.set(person);
    tell.identified(person);
    tell.stepCompleted(orderId, number, {});
  } else if (step === "delivery") {
    tell.stepCompleted(orderId, number, { shipping_method: given("shipping_method") });
  } else {
    tell.paymentEntered(orderId, given("payment_method"));
    tell.stepCompleted(orderId, number, { payment_method: given("payment_method") });
    placeOrder(orderId);
    return;
  }
  goTo(`/demo/checkout?step=${STEPS[number]}`);
}

function placeOrder(orderId: string): void {
  const { lines, total } = basket;
  keepOrder({
    id: orderId,
    customer: customer.current?.name || "traveller",
    quantities: Object.fromEntries(lines.map(({ product, quantity }) => [product.id, quantity])),
    total,
    state: "placed",
  });
  basket.clear();
  pending.set(null);
  goTo(`/demo/orders/${orderId}`, { replace: true });
}
