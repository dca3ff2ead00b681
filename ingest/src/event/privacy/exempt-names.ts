import { commerceEvents } from "@safar/schemas";

/**
 * Whether a field holds an id, a number of the shop's own or an amount, in which digits that look like a card's
 * are none: an order id must stay what it is.
 *
 * @param name as it was sent
 */
export function isExemptName(name: string): boolean {
  return SPECIFIED.has(name) || OTHERS.has(plainName(name)) || ID_NAME.test(name);
}

/** A name without its spelling: `Card-Number`, `card_number` and `cardNumber` are one. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** `id`, `order_id`, `orderId`, `order-ids`. */
const ID_NAME = /(?:^|[^A-Za-z])ids?$|[a-z0-9](?:Id|ID)s?$|^I[dD]$/;

/** Fields of the envelope, times, and numbers that shops give to things. */
const OTHERS = new Set([
  "timestamp",
  "sentat",
  "receivedat",
  "originaltimestamp",
  "ordernumber",
  "invoicenumber",
  "trackingnumber",
  "barcode",
  "gtin",
  "ean",
  "upc",
  "isbn",
  "phone",
  "mobile",
  "gclid",
  "fbclid",
]);

/** The properties of the commerce events that may be numbers: ids, numbers of products, amounts and counts. */
const SPECIFIED = namesOfNumbers(commerceEvents);

interface Schema {
  readonly type?: string;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

function namesOfNumbers(schemas: Readonly<Record<string, unknown>>): Set<string> {
  const names = new Set<string>();
  const visit = ({ properties = {}, items }: Schema) => {
    for (const [name, schema] of Object.entries(properties)) {
      if ([schema, ...(schema.anyOf ?? [])].some(({ type }) => type === "number")) names.add(name);
      visit(schema);
    }
    if (items) visit(items);
  };
  for (const schema of Object.values(schemas)) visit(schema as Schema);
  return names;
}
