import type { MessagePreview, TestMessageSent } from "@safar/schemas/dashboard";
import type { FastifyInstance } from "fastify";
import { type Static, Type } from "typebox";
import { PARAMS } from "../../ask/dashboard/params.js";
import { DashboardRefusal } from "../../ask/dashboard/refusals.js";
import type { ActionParts } from "../../ask/dashboard/routes.js";
import type { MessageContent } from "../../channels/channel.js";
import { appendAudit } from "../../sources/audit-log.js";
import { readSchemaFiles, schemaFolder } from "../../store/migrate/schema-files.js";
import { TestMessageError, type TestSent } from "../sending/test-message.js";
import type { FilledIn } from "../templates/fill-in.js";
import { Draft, judgeDraft } from "./drafts.js";
import { editorActions } from "./editor-actions.js";
import { dataOfCustomer, fillInNode, previewOf, type ShownParts } from "./preview-message.js";

/** What previews and test messages need beside the dashboard's own parts. */
export interface MessageActions extends ShownParts {
  readonly auditLog: string;
  /** The digest of an address, as the log of changes names it. */
  digestOf(address: string): string;
  /** Hands a test message over, by the rules of `safar journeys test-send`. */
  send(content: { message: MessageContent; language: string }, to: string): Promise<TestSent>;
}

const Asked = {
  source: PARAMS.source.schema,
  draft: Draft,
  node: Type.String({ maxLength: 64 }),
  language: Type.String({ maxLength: 5 }),
  customer: Type.Optional(
    Type.Object({ id: PARAMS.customer.schema, isGuest: Type.Boolean() }, { additionalProperties: false }),
  ),
};
const Previewed = Type.Object(Asked, { additionalProperties: false });
const TestSend = Type.Object(
  { ...Asked, to: Type.String({ minLength: 3, maxLength: 4_000 }) },
  { additionalProperties: false },
);

/** The most test messages that one process sends in an hour: a stolen session of an editor must not send a campaign. */
const MOST_AN_HOUR = 20;
const HOUR_MS = 3_600_000;

/** `POST /dashboard/journeys/preview` fills a message in; `test-send` sends it to an address of the editor's own. */
export function messageActions({ auditLog, digestOf, send, ...shown }: MessageActions) {
  return async (app: FastifyInstance, { reader, sessions }: ActionParts): Promise<void> => {
    const { views } = await readSchemaFiles(schemaFolder());
    let sent: readonly number[] = [];
    const post = editorActions(app, sessions);

    async function filled(asked: Static<typeof Previewed>): Promise<{ name: string; of: FilledIn }> {
      const { definition } = await judgeDraft(asked.draft, views);
      if (definition === undefined) throw new DashboardRefusal("does_not_hold");
      const read = <Row>(select: string, params = {}) => reader.read<Row>(select, params, NEVER);
      const of =
        asked.customer &&
        (await dataOfCustomer(read, definition, { ...asked.customer, source: asked.source }, shown, app.log));
      if (asked.customer && of === undefined) throw new DashboardRefusal("nothing_stored");
      const message = fillInNode(definition, asked, of);
      if (message === undefined) throw new DashboardRefusal("bad_question");
      return { name: definition.name, of: message };
    }

    post<Static<typeof Previewed>>(
      "preview",
      Previewed,
      async (asked) => previewOf((await filled(asked)).of, shown.smsPrice) satisfies MessagePreview,
    );

    post<Static<typeof TestSend>>("test-send", TestSend, async (asked, _reply, role) => {
      const { name, of } = await filled(asked);
      if (of.stopped) throw new DashboardRefusal("message_stopped");
      const now = Date.now();
      sent = sent.filter((at) => at > now - HOUR_MS);
      if (sent.length >= MOST_AN_HOUR) throw new DashboardRefusal("too_many_tests");
      sent = [...sent, now];
      const { node, language, source } = asked;
      const to = { journey: name, node, language, idHash: digestOf(asked.to) };
      const entry = { who: `${role} on the dashboard`, what: "test message sent", source, to } as const;
      await appendAudit(auditLog, entry);
      const failed = (why: string) => appendAudit(auditLog, { ...entry, failed: why });
      try {
        const { provider, outcome } = await send(
          { message: of.message as MessageContent, language },
          asked.to,
        );
        if (outcome.is !== "sent") await failed(outcome.reason);
        return {
          ...{ is: outcome.is, provider },
          reason: outcome.is === "sent" ? "" : outcome.reason,
        } satisfies TestMessageSent;
      } catch (error) {
        await failed((error as Error).message);
        throw error instanceof TestMessageError ? new DashboardRefusal(error.code) : error;
      }
    });
  };
}

/** What is asked here is short, and is answered to its end. */
const NEVER = new AbortController().signal;
