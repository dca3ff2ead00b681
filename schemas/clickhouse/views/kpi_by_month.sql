-- How do the KPIs develop by month? A table for drag and drop in BI tools.
--
-- Grain: one row per source, month and currency, even if nobody bought in it: see kpi_by_period.
-- Source: kpi_by_period, in the time zone of each source (see table sources; UTC where it has none).
-- Example: SELECT * FROM safar.kpi_by_month WHERE source_id = 'shop' ORDER BY month
--
-- kpi_by_period explains the columns, and has other periods and time zones, too.
CREATE OR REPLACE VIEW kpi_by_month AS
SELECT source_id, period_start AS month, * EXCEPT (source_id, period_start)
FROM safar.kpi_by_period(source = '', time_zone = '', period = 'month');
