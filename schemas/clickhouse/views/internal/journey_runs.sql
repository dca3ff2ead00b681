-- Which runs of journeys began in a range of time, and to which customers do they belong today?
--
-- Grain: one row per run.
-- Source: journey_rows, each run once; customer_links.
-- Parameters: source, since, until, time_zone; see orders_in_range. The range is of the entries.
-- Example: SELECT count() FROM safar_internal.journey_runs(source = 'shop', since = '', until = '', time_zone = 'UTC')
CREATE OR REPLACE VIEW journey_runs AS
SELECT
    runs.* EXCEPT (person_key),
    if(links.customer_key = 0, runs.person_key, links.customer_key) AS customer_key
FROM
(
    SELECT journey_id, journey_version, run_id, person_key, status, why, node, nodes, is_control, variant, entered_at, goal_at
    FROM journey_rows FINAL
    WHERE record = 'run' AND source_id = {source:String}
        AND toYYYYMMDDhhmmss(entered_at, {time_zone:String})
            >= toYYYYMMDDhhmmss(toDateTime64(if({since:String} = '', '1900-01-01', {since:String}), 0, 'UTC'))
        AND toYYYYMMDDhhmmss(entered_at, {time_zone:String})
            < toYYYYMMDDhhmmss(toDateTime64(if({until:String} = '', '2299-01-01', {until:String}), 0, 'UTC'))
) AS runs
LEFT ANY JOIN safar.customer_links(source = {source:String}) AS links ON links.person_key = runs.person_key;
