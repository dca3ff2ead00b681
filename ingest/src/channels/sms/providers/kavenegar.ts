import type { SmsProvider } from "../provider.js";

/** https://kavenegar.com/rest.html */
export const KAVENEGAR: SmsProvider = {
  name: "kavenegar",
  request: {
    url: "https://api.kavenegar.com/v1/{key}/sms/send.json",
    form: { receptor: "{to}", sender: "{from}", message: "{text}", localid: "{idNumber}" },
  },
  number: "national",
  isIdempotent: true,
  answer: {
    id: "entries.0.messageid",
    cost: "entries.0.cost",
    currency: "IRR",
    code: "return.status",
    reason: "return.message",
    ok: ["200"],
    retry: ["401", "403", "407", "409", "418"],
    dead: ["411"],
  },
  receipt: { id: "messageid", status: "status", delivered: ["10"], failed: ["6", "11", "14"], dead: ["14"] },
  inbound: { from: "from", text: "message", id: "messageid" },
};
