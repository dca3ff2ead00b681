import { CURRENCY } from "./catalogue.js";

const format = new Intl.NumberFormat("en", { style: "currency", currency: CURRENCY });

/** Cents as people read them. */
export function moneyText(cents: number): string {
  return format.format(cents / 100);
}

/** Cents as events tell them. */
export function amount(cents: number): number {
  return cents / 100;
}
