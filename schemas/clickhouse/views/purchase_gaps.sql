-- How long do customers take to buy again? Time between an order and the next one of the same customer.
--
-- Grain: a single row.
-- Source: orders_in_range, counted orders. A gap belongs to the range in which it ends.
-- Parameters: source, since, until, time_zone; see orders_in_range.
-- Example: SELECT * FROM safar.purchase_gaps(
--     source = 'shop', since = '2011-01-01', until = '2012-01-01', time_zone = 'Europe/London')
--
-- Days are 24 hours, to the millisecond. The median is the upper one of two in the middle, and up to a tenth of the gaps
-- are p90_days or longer. NULL without gaps. The gaps are those of order_sequence, computed only from times, without
-- orders' keys.
CREATE OR REPLACE VIEW purchase_gaps AS
SELECT
    count(gap_days) AS gaps,
    avg(gap_days) AS mean_days,
    quantileExactOrNull(0.5)(gap_days) AS median_days,
    quantileExactOrNull(0.9)(gap_days) AS p90_days
FROM
(
    SELECT gap / 86400000 AS gap_days
    FROM
    (
        SELECT arraySort(groupArray(toUnixTimestamp64Milli(ordered_at))) AS moments
        FROM safar.orders_in_range(
            source = {source:String}, since = '', until = {until:String}, time_zone = {time_zone:String})
        WHERE is_counted
        GROUP BY customer_key
        HAVING length(moments) > 1
    )
    ARRAY JOIN arrayPopFront(arrayDifference(moments)) AS gap, arrayPopFront(moments) AS moment
    WHERE {since:String} = '' OR toYYYYMMDDhhmmss(fromUnixTimestamp64Milli(moment, 'UTC'), {time_zone:String})
        >= toYYYYMMDDhhmmss(toDateTime64(if({since:String} = '', '1900-01-01', {since:String}), 0, 'UTC'))
);
