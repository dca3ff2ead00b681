/** A row of the table `events`, by its columns. */
export type Row = { readonly message_id: string; readonly [column: string]: unknown };

/** The part of the collector's figures that the panel shows; see `report/figures.ts`. */
export interface ShopFigures {
  readonly figures: {
    readonly repeatCustomerRate: {
      readonly customers: number;
      readonly repeatCustomers: number;
      readonly repeatCustomerRate: number | null;
    };
    readonly purchaseFrequency: { readonly orders: number; readonly purchaseFrequency: number | null };
    readonly averageOrderValue: readonly {
      readonly currency: string;
      readonly averageOrderValue: string | null;
    }[];
    readonly customerValue: readonly { readonly currency: string; readonly customerValue: string | null }[];
    readonly retention: readonly RetentionPeriod[];
  };
}

export interface RetentionPeriod {
  /** `YYYY-MM-DD` */
  readonly periodStart: string;
  readonly customersAtStart: number;
  readonly retainedCustomers: number;
  readonly retentionRate: number | null;
}

/** How many rows may be asked for at once. */
export const ROWS_A_QUESTION = 50;

/**
 * The rows of these events, of those that have one.
 *
 * @throws {Error} when the collector doesn't answer
 */
export async function askRows(messageIds: readonly string[]): Promise<Row[]> {
  const query = new URLSearchParams(messageIds.map((id) => ["id", id]));
  const { rows } = await ask<{ rows: Row[] }>(`/demo/events?${query}`);
  return rows;
}

/** @throws {Error} when the collector doesn't answer */
export function askFigures(): Promise<ShopFigures> {
  return ask<ShopFigures>("/demo/figures");
}

async function ask<Answer>(address: string): Promise<Answer> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`The collector answered ${answer.status}.`);
  return (await answer.json()) as Answer;
}
