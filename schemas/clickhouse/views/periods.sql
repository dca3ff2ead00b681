-- Which periods begin in a range of time?
--
-- Grain: one row per period whose first day is in the range.
-- Source: calendar, which defines the periods.
-- Parameters: since (included) and until (excluded), 'YYYY-MM-DD'; period.
-- Example: SELECT * FROM safar.periods(since = '2024-03-20', until = '2025-03-21', period = 'jalali_month')
CREATE OR REPLACE VIEW periods AS
SELECT
    period_number,
    period_start,
    any(label) AS period_label,
    any(following) AS next_start
FROM
(
    SELECT
        period_number,
        period_start,
        period_label AS label,
        toDate32(max(day) OVER (PARTITION BY period_number) + 1) AS following
    FROM safar.calendar(period = {period:String})
    WHERE day >= toDate32(toDateTime64({since:String}, 0, 'UTC')) - 1
        AND day < toDate32(toDateTime64({until:String}, 0, 'UTC')) + 367
)
WHERE toDateTime64(period_start, 0, 'UTC') >= toDateTime64({since:String}, 0, 'UTC')
    AND toDateTime64(period_start, 0, 'UTC') < toDateTime64({until:String}, 0, 'UTC')
GROUP BY period_number, period_start;
