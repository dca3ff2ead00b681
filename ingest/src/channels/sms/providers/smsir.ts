import type { SmsProvider } from "../provider.js";

/** https://sms.ir/developer-web-service/rest-api/. It has no id of ours: a call that was not answered is in doubt. */
export const SMSIR: SmsProvider = {
  name: "smsir",
  request: {
    url: "https://api.sms.ir/v1/send/bulk",
    headers: { "x-api-key": "{key}", accept: "application/json" },
    json: { lineNumber: "{from|number}", messageText: "{text}", mobiles: ["{to}"] },
  },
  number: "national",
  answer: { id: "data.messageIds.0", code: "status", reason: "message", ok: ["1"] },
};
