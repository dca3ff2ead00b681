import type { SmsProvider } from "../provider.js";

/** https://www.twilio.com/docs/messaging/api/message-resource. It has no id of ours: a call that was not answered is in doubt. */
export const TWILIO: SmsProvider = {
  name: "twilio",
  request: {
    url: "https://api.twilio.com/2010-04-01/Accounts/{account}/Messages.json",
    basicAuth: { user: "{account}", password: "{key}" },
    form: { To: "{to}", From: "{from}", Body: "{text}", StatusCallback: "{receiptUrl}" },
  },
  answer: {
    id: "sid",
    code: "code",
    reason: "message",
    retry: ["20429", "20003"],
    // not a valid number; the person replied STOP; not a mobile number
    dead: ["21211", "21610", "21614"],
  },
  receipt: {
    id: "MessageSid",
    status: "MessageStatus",
    delivered: ["delivered"],
    failed: ["failed", "undelivered"],
    code: "ErrorCode",
    // unknown destination handset; landline or unreachable carrier
    dead: ["30005", "30006"],
  },
  inbound: { from: "From", text: "Body", id: "MessageSid" },
};
