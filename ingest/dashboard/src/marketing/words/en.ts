/** What the page of marketing says, in English. Places like {this} are filled in. */
export const en = {
  title: "Marketing",
  lead: "Where visitors come from and how many of them buy, where the checkout loses them, and what messages bring.",
  coming: "Who comes, and who buys",
  sending: "What messages bring",
  acquisitionTitle: "Visitors and conversion",
  acquisitionAbout:
    "People first seen in the range, by where they came from then, and how many of them have bought by now. Value and coming back: within 90 days of the first order, of those whose first order is older.",
  by: "By",
  dimensions: {
    source: "Channel",
    campaign: "Campaign",
    medium: "Medium",
    referrer: "Referrer",
    landing_page: "Landing page",
    first_product: "First product",
  },
  nowhere: "(not told)",
  visitors: "Visitors",
  customers: "Customers",
  conversion: "Conversion",
  comeBack: "Buy again",
  value: "Value",
  all: "All channels in the list: {visitors} visitors, {customers} customers, {rate} conversion.",
  checkoutTitle: "Checkout",
  checkoutAbout:
    "Visits in which a checkout was begun: how many reached each step, and how many stopped there.",
  checkoutNone: "No checkout was begun in this range.",
  step: "Step",
  steps: {
    checkout_started: "Checkout begun",
    payment_entered: "Payment entered",
    order_completed: "Order completed",
  },
  numberedStep: "Step {number}",
  reached: "Reached",
  dropped: "Stopped here",
  dropRate: "Share",
  messagesTitle: "Messages",
  messagesAbout:
    "Messages of the range, by journey and step. Opened and clicked by people, not by machines; ordered within 7 days after. Whether they ordered because of it, the journey’s page says.",
  messagesNone: "No journey came to a message in this range.",
  journey: "Journey",
  message: "Step",
  channel: "Channel",
  channels: { email: "E-mail", sms: "SMS", push: "Notification", webhook: "Web-hook" },
  sent: "Sent",
  notSent: "Not sent",
  delivered: "Delivered",
  opened: "Opened",
  clicked: "Clicked",
  ordered: "Ordered",
  unsubscribed: "Unsubscribed",
  spam: "Spam",
} as const;

type Said<Words> = { readonly [Key in keyof Words]: Words[Key] extends string ? string : Said<Words[Key]> };

/** Every language says the same things. */
export type MarketingWords = Said<typeof en>;
