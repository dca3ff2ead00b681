-- Which messages did journeys reach in a range of time, and what was the outcome of each?
--
-- Grain: one row per message that a run reached; the control group reaches none.
-- Source: journey_rows, each message once; customer_links, message_fates.
-- Parameters: source, since, until, time_zone; see orders_in_range. The range is of the times at which runs reached them.
-- Example: SELECT count() FROM safar_internal.journey_messages(source = 'shop', since = '', until = '', time_zone = 'UTC')
--     WHERE status = 'sent'
CREATE OR REPLACE VIEW journey_messages AS
SELECT
    messages.* EXCEPT (message_id),
    messages.message_id AS message_id,
    if(links.customer_key = 0, messages.person_key, links.customer_key) AS customer_key,
    fates.delivered_at AS delivered_at,
    fates.opened_at AS opened_at,
    fates.clicked_at AS clicked_at,
    fates.bounced_at AS bounced_at,
    fates.marked_as_spam_at AS marked_as_spam_at,
    fates.unsubscribed_at AS unsubscribed_at
FROM
(
    SELECT
        message_id, run_id, journey_id, journey_version, node, variant, channel, kind, language, status, why, customer_id,
        is_guest, person_key, entered_at AS intended_at, status_at
    FROM journey_rows FINAL
    WHERE record = 'message' AND source_id = {source:String}
        AND toYYYYMMDDhhmmss(entered_at, {time_zone:String})
            >= toYYYYMMDDhhmmss(toDateTime64(if({since:String} = '', '1900-01-01', {since:String}), 0, 'UTC'))
        AND toYYYYMMDDhhmmss(entered_at, {time_zone:String})
            < toYYYYMMDDhhmmss(toDateTime64(if({until:String} = '', '2299-01-01', {until:String}), 0, 'UTC'))
) AS messages
LEFT ANY JOIN safar.customer_links(source = {source:String}) AS links ON links.person_key = messages.person_key
LEFT ANY JOIN safar.message_fates(source = {source:String}) AS fates ON fates.message_id = messages.message_id;
