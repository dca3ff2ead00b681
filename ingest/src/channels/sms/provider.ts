import { type Static, Type } from "typebox";

const Texts = Type.Record(Type.String({ maxLength: 100 }), Type.String({ maxLength: 2_000 }));
const Path = Type.String({
  minLength: 1,
  maxLength: 200,
  description: "Where a value stands in an answer, such as entries.0.messageid.",
});
const Words = Type.Array(Type.String({ maxLength: 100 }), { maxItems: 100 });
const strict = { additionalProperties: false } as const;

/**
 * A provider of SMS: how it is asked, and how its answers are read. Nothing in it is a program. In texts of the request
 * stand `{to}`, `{from}`, `{text}`, `{key}`, `{account}`, `{id}` (the message id), `{idNumber}` (a number made of it) and
 * `{receiptUrl}`; in JSON `{from|number}` is a number.
 */
export const SmsProvider = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 64 }),
    request: Type.Object(
      {
        method: Type.Optional(Type.Union([Type.Literal("POST"), Type.Literal("GET")])),
        url: Type.String({ pattern: "^https?://", maxLength: 2_000 }),
        headers: Type.Optional(Texts),
        basicAuth: Type.Optional(Type.Object({ user: Type.String(), password: Type.String() }, strict)),
        query: Type.Optional(Texts),
        form: Type.Optional(Texts),
        json: Type.Optional(Type.Unknown()),
      },
      strict,
    ),
    number: Type.Optional(
      Type.Union([Type.Literal("e164"), Type.Literal("digits"), Type.Literal("national")], {
        description:
          "How numbers are written: +989121234567 (if left out), 989121234567, or in Iran 09121234567.",
      }),
    ),
    isIdempotent: Type.Optional(
      Type.Boolean({ description: "Whether a call that is repeated with the same id sends nothing twice." }),
    ),
    answer: Type.Optional(
      Type.Object(
        {
          id: Type.Optional(Path),
          cost: Type.Optional(Path),
          currency: Type.Optional(Type.String({ pattern: "^[A-Z]{3}$" })),
          code: Type.Optional(Path),
          reason: Type.Optional(Path),
          ok: Type.Optional(Words),
          retry: Type.Optional(Words),
          dead: Type.Optional(Words),
        },
        {
          ...strict,
          description:
            "Of `code`: `ok` are taken (if left out, whatever is answered by 2xx), `retry` may be handed over again, of `dead` nothing ever arrives at the number; all others are rejected.",
        },
      ),
    ),
    receipt: Type.Optional(
      Type.Object(
        {
          id: Path,
          status: Path,
          delivered: Words,
          failed: Words,
          dead: Type.Optional(Words),
          code: Type.Optional(Path),
        },
        {
          ...strict,
          description:
            "Fields of a delivery receipt, and which of its statuses mean what; `dead` are codes, or statuses without them, with which nothing ever arrives.",
        },
      ),
    ),
    inbound: Type.Optional(
      Type.Object(
        { from: Path, text: Path, id: Type.Optional(Path) },
        { ...strict, description: "Fields of a reply." },
      ),
    ),
  },
  strict,
);
export type SmsProvider = Static<typeof SmsProvider>;
