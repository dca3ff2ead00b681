-- Which period does a day belong to? Defines both calendars: Gregorian and Solar Hijri (Jalali).
--
-- Grain: one row per day from 1900 to 2123.
-- Source: none, it is computed.
-- Parameter: period, one of 'day', 'week' (from Monday), 'month', 'quarter' and 'year', or of the Solar Hijri
-- calendar 'jalali_week' (from Saturday), 'jalali_month', 'jalali_quarter' and 'jalali_year'.
-- Example: SELECT DISTINCT period_label, period_start FROM safar.calendar(period = 'jalali_month')
--     WHERE day >= '2024-03-20' AND day < '2025-03-21' ORDER BY period_start
--
-- Consecutive periods have consecutive period_numbers. period_start is the first day, as a Gregorian date; a period
-- that began before 1900 starts with 1900.
-- A Solar Hijri year begins on the day of Nowruz; its first six months have 31 days, the next five 30, the last
-- 29, or 30 in a leap year. Leap years come by the 33-year rule, which is that of Iran's official calendar from
-- 1304 (1925) to 1502 (March 2124).
--
-- Each step has its own SELECT, with `if` instead of `multiIf`, so that ClickHouse removes the unused calendars before
-- it plans.
CREATE OR REPLACE VIEW calendar AS
WITH
    -- any other period is an error that names it
    CAST({period:String}, 'Enum8(\'day\' = 1, \'week\' = 2, \'month\' = 3, \'quarter\' = 4, \'year\' = 5,
        \'jalali_week\' = 6, \'jalali_month\' = 7, \'jalali_quarter\' = 8, \'jalali_year\' = 9)') AS period
SELECT
    day,
    toInt32(
        if(period = 'day', day_number,
        if(period = 'week', intDiv(day_number + 70003, 7),
        if(period = 'month', 12 * toYear(day) + toMonth(day) - 1,
        if(period = 'quarter', 4 * toYear(day) + toQuarter(day) - 1,
        if(period = 'year', toYear(day),
        if(period = 'jalali_week', intDiv(day_number + 69998, 7),
        if(period = 'jalali_month', 12 * jalali_year + jalali_month,
        if(period = 'jalali_quarter', 4 * jalali_year + intDiv(jalali_month, 3),
        jalali_year))))))))
    ) AS period_number,
    toDate32(
        if(period = 'day', day_number,
        if(period = 'week', day_number - toDayOfWeek(day) + 1,
        if(period = 'month', day_number - toDayOfMonth(day) + 1,
        if(period = 'quarter', toInt32(makeDate32(toYear(day), 3 * toQuarter(day) - 2, 1)),
        if(period = 'year', toInt32(makeDate32(toYear(day), 1, 1)),
        if(period = 'jalali_week', day_number - (toDayOfWeek(day) + 1) % 7,
        if(period = 'jalali_month', day_number - day_of_jalali_month,
        if(period = 'jalali_quarter', day_number - (day_of_jalali_year - days_before_jalali_quarter),
        day_number - day_of_jalali_year)))))))))
     AS period_start,
    if(period IN ('day', 'week', 'jalali_week'), toString(period_start),
    if(period = 'month', concat(toString(toYear(day)), '-', leftPad(toString(toMonth(day)), 2, '0')),
    if(period = 'quarter', concat(toString(toYear(day)), '-Q', toString(toQuarter(day))),
    if(period = 'year', toString(toYear(day)),
    if(period = 'jalali_month', concat(toString(jalali_year), '-', leftPad(toString(jalali_month + 1), 2, '0')),
    if(period = 'jalali_quarter', concat(toString(jalali_year), '-Q', toString(intDiv(jalali_month, 3) + 1)),
    toString(jalali_year)))))))
     AS period_label
FROM
(
    SELECT
        *,
        -- from 0
        if(day_of_jalali_year < 216, intDiv(day_of_jalali_year, 31), intDiv(day_of_jalali_year - 6, 30)) AS jalali_month,
        day_of_jalali_year - if(jalali_month < 7, 31 * jalali_month, 30 * jalali_month + 6) AS day_of_jalali_month,
        if(day_of_jalali_year < 186, 93 * intDiv(day_of_jalali_year, 93), 186 + 90 * intDiv(day_of_jalali_year - 186, 90))
            AS days_before_jalali_quarter
    FROM
    (
        SELECT
            *,
            jalali_day - (365 * (jalali_year - 1) + intDiv(8 * jalali_year + 21, 33)) AS day_of_jalali_year
        FROM
        (
            SELECT
                toInt32(number) - 25567 AS day_number,
                toDate32(day_number) AS day,
                -- days since the first day of year 1
                day_number + 492268 AS jalali_day,
                1 + intDiv(33 * jalali_day + 3, 12053) AS jalali_year
            FROM numbers(81815)
        )
    )
);
