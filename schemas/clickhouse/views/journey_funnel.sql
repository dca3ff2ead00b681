-- How far do people get in each journey, and why do they leave it?
--
-- Grain: one row per journey, version and node; the node '' is the entry, `end` the end.
-- Source: journey_runs.
-- Parameters: source, since, until, time_zone; see orders_in_range. The range is of the entries.
-- Example: SELECT * FROM safar.journey_funnel(source = 'shop', since = '2025-01-01', until = '2026-01-01',
--     time_zone = 'Europe/London') ORDER BY journey, version, place
--
-- came counts runs that reached the node, came_control those of them in the control group. Of these, some wait there
-- now, some ended there because of the goal (left_by_goal) or because the run was merged with another run of the same
-- person (left_merged), and went_on counts the others; no run goes on from `end`. A run belongs to its current version.
-- place is the order in which the first run reached the nodes.
CREATE OR REPLACE VIEW journey_funnel AS
SELECT
    journey_id AS journey,
    journey_version AS version,
    passed AS node,
    min(nth) AS place,
    count() AS came,
    countIf(is_control) AS came_control,
    countIf(runs.node = passed AND status = 'waiting') AS waiting,
    countIf(runs.node = passed AND status = 'ended' AND why = 'goal') AS left_by_goal,
    countIf(runs.node = passed AND status = 'ended' AND why = 'merged') AS left_merged,
    if(passed = 'end', 0, came - waiting - left_by_goal - left_merged) AS went_on
FROM
(
    SELECT *, arrayConcat([''], nodes) AS way
    FROM safar.journey_runs(
        source = {source:String}, since = {since:String}, until = {until:String}, time_zone = {time_zone:String})
) AS runs
ARRAY JOIN way AS passed, arrayEnumerate(way) AS nth
GROUP BY journey, version, passed;
