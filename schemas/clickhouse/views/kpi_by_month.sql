-- How do the figures develop month by month? The table that a BI tool can drag and drop.
--
-- Grain: one row a source, month and currency, also when nobody bought in it: see kpi_by_period.
-- Source: kpi_by_period, in the time zone of each source (see table sources; UTC where it has none).
-- Example: SELECT * FROM safar.kpi_by_month WHERE source_id = 'shop' ORDER BY month
--
-- What the columns mean stands in kpi_by_period, which gives other periods and other time zones, too.
CREATE OR REPLACE VIEW kpi_by_month AS
SELECT source_id, period_start AS month, * EXCEPT (source_id, period_start)
FROM safar.kpi_by_period(source = '', time_zone = '', period = 'month');
