import type { Messages, OneJourney } from "@safar/schemas/dashboard";
import type { Row } from "../answers.js";
import { DataTable } from "../data-table.js";
import { useView } from "../view.js";
import { useJourneyWords } from "./use-words.js";

const COUNTS = ["sent", "delivered", "opened", "clicked", "ordered", "unsubscribed", "not_sent"] as const;

/** What became of the messages of each node. */
export function MessageTable({ messages, definition }: Pick<OneJourney, "messages" | "definition">) {
  const { said } = useJourneyWords();
  const { format, state } = useView();
  const channels: Readonly<Record<string, string>> = said.channels;
  const of = (row: Row) => row as unknown as Summed;
  const subjectOf = (name: string): string => {
    const node = definition.nodes[name];
    if (node?.type !== "send") return name;
    const written = Object.entries(node.message);
    const [, shown] = written.find(([language]) => language.startsWith(state.lang)) ?? written[0]!;
    return shown.subject ?? name;
  };
  return (
    <section class="panel wide" id="messages" aria-labelledby="messages-heading">
      <h2 id="messages-heading">{said.messagesTitle}</h2>
      <p class="about">{said.messagesAbout}</p>
      {messages.length === 0 ? (
        <p class="message quiet">{said.noMessages}</p>
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: no landmark of its own beside the panel's
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        <div class="scroll" role="group" aria-label={said.messagesTitle} tabIndex={0}>
          <DataTable
            caption={said.messagesTitle}
            columns={[
              { head: said.message, cell: (row) => <bdi>{subjectOf(of(row).node)}</bdi> },
              {
                head: said.channel,
                cell: (row) =>
                  of(row)
                    .channels.map((name) => channels[name] ?? name)
                    .join(said.and) || "–",
              },
              ...COUNTS.map((name) => ({
                head: said.messageColumns[name],
                isNumber: true,
                cell: (row: Row) => format.count(of(row)[name]),
              })),
            ]}
            rows={summed(messages) as unknown as readonly Row[]}
          />
        </div>
      )}
    </section>
  );
}

interface Summed extends Readonly<Record<(typeof COUNTS)[number], number>> {
  readonly node: string;
  readonly channels: readonly string[];
}

/** One row a node. What was not sent went by no channel. */
function summed(messages: readonly Messages[]): Summed[] {
  return [...new Set(messages.map(({ node }) => node))].map((node) => {
    const own = messages.filter((each) => each.node === node);
    const counts = COUNTS.map((name) => [name, own.reduce((sum, each) => sum + each[name], 0)] as const);
    const channels = own.map(({ channel }) => channel).filter(Boolean);
    return { node, channels, ...(Object.fromEntries(counts) as Record<(typeof COUNTS)[number], number>) };
  });
}
