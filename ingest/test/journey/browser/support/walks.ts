import { en as customerEn } from "../../../../dashboard/src/customers/words/en.js";
import { fa as customerFa } from "../../../../dashboard/src/customers/words/fa.js";
import { createFormat } from "../../../../dashboard/src/format.js";
import { en } from "../../../../dashboard/src/journeys/words/en.js";
import { fa } from "../../../../dashboard/src/journeys/words/fa.js";

/** In each language another event begins the journey, so that both can be carried out beside each other. */
export const WALKS = {
  en: {
    ...{
      name: "left-cart",
      event: "Product Added",
      words: en,
      customer: customerEn,
      format: createFormat("en", "gregorian"),
    },
    texts: {
      subject: "Your cart is still here",
      text: "Dear {{ profile.first_name }}, go on where you were.",
    },
  },
  fa: {
    ...{
      name: "left-checkout",
      event: "Checkout Started",
      words: fa,
      customer: customerFa,
      format: createFormat("fa", "jalali"),
    },
    texts: {
      subject: "سبد خریدتان هنوز اینجاست",
      text: "{{ profile.first_name }} عزیز، خریدتان را ادامه دهید.",
    },
  },
} as const;
export const LANGUAGES = ["en", "fa"] as const;
export type Language = (typeof LANGUAGES)[number];
