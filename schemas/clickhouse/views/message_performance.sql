-- How do the messages of each journey perform?
--
-- Grain: one row per journey, node, variant and channel.
-- Source: journey_messages, orders_in_range.
-- Parameters: source, since, until, time_zone, see orders_in_range: the range is of the times at which runs reached the
-- messages; within_hours, such as '168': how long after the sending an order counts.
-- Example: SELECT * FROM safar.message_performance(source = 'shop', since = '2025-01-01', until = '2026-01-01',
--     time_zone = 'Europe/London', within_hours = '168') ORDER BY sent DESC
--
-- All counts are of messages; a message goes to one person. not_sent_why counts messages not sent by reason. opened and
-- clicked are those of people, not of machines; a mail program that loads no images reports no open. ordered counts
-- messages whose reader ordered within the time; whether they ordered because of it is for journey_lift.
CREATE OR REPLACE VIEW message_performance AS
SELECT
    journey_id AS journey,
    node,
    variant,
    channel,
    count() AS messages,
    countIf(status = 'sent') AS sent,
    countIf(status IN ('intended', 'attempted')) AS under_way,
    countIf(status = 'not-sent') AS not_sent,
    sumMapIf(map(toString(why), toUInt64(1)), status = 'not-sent') AS not_sent_why,
    countIf(status = 'rejected') AS rejected,
    countIf(status = 'in-doubt') AS in_doubt,
    countIf(delivered_at IS NOT NULL) AS delivered,
    countIf(opened_at IS NOT NULL) AS opened,
    countIf(clicked_at IS NOT NULL) AS clicked,
    countIf(bounced_at IS NOT NULL) AS bounced,
    countIf(marked_as_spam_at IS NOT NULL) AS marked_as_spam,
    countIf(unsubscribed_at IS NOT NULL) AS unsubscribed,
    countIf(status = 'sent' AND arrayExists(
        at -> at > status_at AND at <= status_at + toIntervalMillisecond(round(3600000 * toFloat64OrZero({within_hours:String}))),
        bought.times)) AS ordered
FROM safar.journey_messages(
    source = {source:String}, since = {since:String}, until = {until:String}, time_zone = {time_zone:String}) AS messages
LEFT ANY JOIN
(
    SELECT customer_key, groupArray(ordered_at) AS times
    FROM safar.orders_in_range(source = {source:String}, since = '', until = '', time_zone = {time_zone:String})
    WHERE is_counted
    GROUP BY customer_key
) AS bought ON bought.customer_key = messages.customer_key
GROUP BY journey, node, variant, channel;
