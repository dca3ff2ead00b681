/** Descriptions of the reasons of the view `uncounted_orders`. */
export const UNCOUNTED_REASONS: Readonly<Record<string, string>> = {
  no_value: "no value, or zero or less",
  unreadable_value: "unreadable value",
  unreadable_currency: "unreadable currency",
  bot: "from a bot, such as an automated browser",
  not_believed: "from a page; the source takes orders from servers",
  test: "test",
  cancelled: "cancelled",
  unmatched_refund: "refund without its order, or in another currency",
  unknown_event_name: "unknown event name",
};
