-- What happened to each message after it was sent: was it delivered, opened, clicked?
--
-- Grain: one row per message that an event names.
-- Source: event_rows, each message once: the events of Segment's e-mail and mobile specs, and similar ones for SMS, whose
-- property message_id names the message.
-- Parameter: source, a source_id.
-- Example: SELECT countIf(opened_at IS NOT NULL) FROM safar_internal.message_fates(source = 'shop')
--
-- Each time is the first one, NULL without such an event. Opens and clicks by machines (the property by is machine: mail
-- scanners, proxies that load images) do not count.
CREATE OR REPLACE VIEW message_fates AS
SELECT
    message_id,
    minIf(toNullable(told.timestamp), event IN ('Email Delivered', 'SMS Delivered', 'Push Notification Received')) AS delivered_at,
    minIf(toNullable(told.timestamp), event = 'Email Opened' AND NOT is_machine) AS opened_at,
    minIf(toNullable(told.timestamp), event IN ('Email Link Clicked', 'SMS Link Clicked', 'Push Notification Tapped')
        AND NOT is_machine) AS clicked_at,
    minIf(toNullable(told.timestamp), event IN ('Email Bounced', 'SMS Failed', 'Push Notification Bounced')) AS bounced_at,
    minIf(toNullable(told.timestamp), event = 'Email Marked as Spam') AS marked_as_spam_at,
    minIf(toNullable(told.timestamp), event = 'Unsubscribed') AS unsubscribed_at
FROM
(
    SELECT
        JSONExtractString(properties, 'message_id') AS message_id,
        toString(event_rows.event) AS event,
        timestamp,
        JSONExtractString(properties, 'by') = 'machine' AS is_machine
    FROM event_rows FINAL
    WHERE source_id = {source:String} AND type = 'track'
        AND event_rows.event IN ('Email Delivered', 'SMS Delivered', 'Push Notification Received', 'Email Opened',
            'Email Link Clicked', 'SMS Link Clicked', 'Push Notification Tapped', 'Email Bounced', 'SMS Failed',
            'Push Notification Bounced', 'Email Marked as Spam', 'Unsubscribed')
) AS told
WHERE message_id != ''
GROUP BY message_id;
