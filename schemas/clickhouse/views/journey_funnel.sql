-- How far do people come in each journey, and why do they leave it?
--
-- Grain: one row a journey, its version and a node; the node '' is the entry, `end` the whole way.
-- Source: journey_runs.
-- Parameters: source, since, until, time_zone; see orders_in_range. The range is of the entries.
-- Example: SELECT * FROM safar.journey_funnel(source = 'shop', since = '2025-01-01', until = '2026-01-01',
--     time_zone = 'Europe/London') ORDER BY journey, version, place
--
-- came counts runs, came_control those of them in the control group. Of those who came, some wait there now, some left
-- there because they reached the goal (left_by_goal) or because their run was joined to another one of theirs
-- (left_merged), and went_on are the others; nobody goes on from `end`. A run is of the version that it is in now. place
-- orders the nodes as the first run came to them.
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
