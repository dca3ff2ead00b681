import { commerceEvents } from "@safar/schemas";

/**
 * Whether a field holds an id, one of the shop's numbers or an amount. Its digits are not a card number even if they
 * look like one: an order id must stay unchanged.
 *
 * @param name as it was sent
 */
export function isExemptName(name: string): boolean {
  return SPECIFIED.has(name) || OTHERS.has(plainName(name)) || ID_NAME.test(name);
}

/** Normalizes a name: `Card-Number`, `card_number` and `cardNumber` give the same result. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** `id`, `order_id`, `orderId`, `order-ids`. */
const ID_NAME = /(?:^|[^A-Za-z])ids?$|[a-z0-9](?:Id|ID)s?$|^I[dD]$/;

/** Fields of the envelope, times, and the shop's own numbers. */
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

/** Properties of commerce events that may be numbers: ids, product numbers, amounts and counts. */
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
