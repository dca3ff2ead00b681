import type { Operation, Paths } from "../../collect/reference/openapi.js";
import { EMAIL_PROVIDERS, type EmailProvider } from "../email/notices.js";
import { LINK_PATHS, PUSH_KEY_PATH } from "../links/message-links.js";
import { emailPath } from "./email-routes.js";
import { SMS_PATHS } from "./sms-routes.js";

/** The token that stands in the address: it says which message, and nobody else can make one. */
const TOKEN = {
  name: "t",
  in: "query",
  required: true,
  description: "A token that Safar sealed; it stands in the link. Any other is answered by 404.",
  schema: { type: "string", maxLength: 6_000 },
};
const UNKNOWN = { description: "The token can't be opened." };
const LATER = { description: "It can't be stored now. Send it again after the seconds of Retry-After." };
const TAKEN = { description: "It was stored, or tells of nothing that is kept." };
const FORM = "application/x-www-form-urlencoded";
const anyForm = { schema: { type: "object" } };

function operation(
  about: Pick<Operation, "operationId" | "summary" | "description" | "responses" | "requestBody">,
): Operation {
  // Who has the token needs no write key.
  return { ...about, parameters: [TOKEN], security: [] };
}

const NOTICES: Readonly<Record<EmailProvider, { readonly summary: string; readonly example: object }>> = {
  postmark: {
    summary: "Postmark tells of a bounce, a complaint or a delivery",
    example: { RecordType: "Bounce", ID: 42, Type: "HardBounce", Email: "john@example.com" },
  },
  mailgun: {
    summary: "Mailgun tells of a failure, a complaint or a delivery",
    example: { "event-data": { event: "failed", severity: "permanent", recipient: "john@example.com" } },
  },
  ses: {
    summary: "Amazon SES tells, by SNS, of a bounce, a complaint or a delivery",
    example: { Type: "Notification", Message: '{"notificationType":"Bounce"}' },
  },
};

/** What readers of messages and providers ask for, for the document of the collector's interface. */
export const MESSAGE_PATHS: Paths = {
  [LINK_PATHS.click]: {
    get: operation({
      operationId: "messageClick",
      summary: "A link of a message",
      description:
        "Tells of the click, by a person or a machine, and leads to where the message's template says.",
      responses: { 302: { description: "The link's target." }, 404: UNKNOWN },
    }),
  },
  [PUSH_KEY_PATH]: {
    get: {
      operationId: "pushKey",
      summary: "The key with which browsers subscribe to notifications",
      description: "The public key of the shop (RFC 8292), for `applicationServerKey`.",
      security: [],
      responses: {
        200: {
          description: "The key, base64url.",
          content: {
            "application/json": {
              schema: {
                type: "object",
                required: ["publicKey"],
                properties: { publicKey: { type: "string" } },
              },
            },
          },
        },
        404: { description: "This collector sends no notifications (SAFAR_PUSH_CONTACT)." },
      },
    },
  },
  [LINK_PATHS.open]: {
    get: operation({
      operationId: "messageOpen",
      summary: "The image that tells of an opening",
      description: "One transparent pixel, whatever the token.",
      responses: { 200: { description: "The image.", content: { "image/gif": {} } } },
    }),
  },
  [LINK_PATHS.unsubscribe]: {
    get: operation({
      operationId: "messageUnsubscribePage",
      summary: "The page on which a reader unsubscribes",
      description: "It asks; to open it changes nothing, since mail scanners open every link.",
      responses: { 200: { description: "The page.", content: { "text/html": {} } }, 404: UNKNOWN },
    }),
    post: operation({
      operationId: "messageUnsubscribe",
      summary: "Unsubscribe by one click (RFC 8058)",
      description:
        "Ends permission by the message's channel; with `do=choose` permission is as the channels say.",
      requestBody: {
        required: false,
        content: { [FORM]: { ...anyForm, example: { "List-Unsubscribe": "One-Click" } } },
      },
      responses: {
        200: { description: "It is stored.", content: { "text/html": {} } },
        404: UNKNOWN,
        503: LATER,
      },
    }),
  },
  [SMS_PATHS.receipt]: received({
    name: "smsReceipt",
    summary: "A provider tells what became of an SMS",
    description:
      "The fields are the provider's, in the address, as a form or as JSON. What comes twice is one event.",
    example: { MessageSid: "SM1", MessageStatus: "delivered" },
  }),
  [SMS_PATHS.inbound]: received({
    name: "smsReply",
    summary: "A provider hands a reply to an SMS on",
    description: "STOP and لغو end permission by SMS. Other replies are not kept.",
    example: { From: "+989121234567", Body: "لغو" },
  }),
  ...noticePaths(),
};

/** What providers of e-mail post. */
function noticePaths(): Paths {
  return Object.fromEntries(
    EMAIL_PROVIDERS.map((provider) => {
      const { summary, example } = NOTICES[provider];
      const content = { "application/json": { ...anyForm, example }, "text/plain": { ...anyForm, example } };
      const post = operation({
        operationId: `${provider}Notice`,
        summary,
        description:
          "The provider's own JSON. After a hard bounce or a complaint nothing goes to the address.",
        requestBody: { required: true, content },
        responses: { 204: TAKEN, 400: { description: "The body is no JSON." }, 404: UNKNOWN, 503: LATER },
      });
      return [emailPath(provider), { post }];
    }),
  );
}

interface Received {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly example: object;
}

/** What a provider may call by GET or POST. */
function received({ name, summary, description, example }: Received): Readonly<Record<string, Operation>> {
  const responses = { 204: TAKEN, 404: UNKNOWN, 503: LATER };
  const requestBody = {
    required: true,
    content: { [FORM]: { ...anyForm, example }, "application/json": { ...anyForm, example } },
  };
  return {
    get: operation({ operationId: `${name}ByGet`, summary, description, responses }),
    post: operation({ operationId: name, summary, description, requestBody, responses }),
  };
}
