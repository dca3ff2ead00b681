import { DataTable } from "../data-table.js";
import { useFirstRows } from "../first-rows.js";
import { useNumberColumns } from "../number-columns.js";
import { PageLink } from "../page-link.js";
import { Panel } from "../panel.js";
import { LIST_ROWS } from "../panels/people.js";
import { rangeParams, useView } from "../view.js";
import { useMarketingWords } from "./use-words.js";

/** What became of the messages of all journeys. */
export function MessagesPanel() {
  const view = useView();
  const { span } = view;
  const said = useMarketingWords();
  const channels: Readonly<Record<string, string>> = said.channels;
  const { count } = useNumberColumns();
  return (
    <Panel
      id="messages"
      title={said.messagesTitle}
      about={said.messagesAbout}
      isWide
      question="messages"
      params={{ ...rangeParams(view, span), within_hours: "168", rows: LIST_ROWS }}
      nothing={said.messagesNone}
      table={(rows) => (
        <DataTable
          caption={said.messagesTitle}
          columns={[
            {
              head: said.journey,
              cell: ({ journey }) => (
                <PageLink to={{ page: "journeys", journey: String(journey) }}>
                  <bdi>{String(journey)}</bdi>
                </PageLink>
              ),
            },
            {
              head: said.message,
              cell: ({ node, variant }) => <bdi>{[node, variant].filter(Boolean).join(" · ")}</bdi>,
            },
            {
              head: said.channel,
              cell: ({ channel }) => channels[String(channel)] ?? String(channel || "–"),
            },
            count(said.sent, "sent"),
            count(said.notSent, "not_sent"),
            count(said.delivered, "delivered"),
            count(said.opened, "opened"),
            count(said.clicked, "clicked"),
            count(said.ordered, "ordered"),
            count(said.unsubscribed, "unsubscribed"),
            count(said.spam, "marked_as_spam"),
          ]}
          rows={rows}
        />
      )}
      foot={useFirstRows()}
    />
  );
}
