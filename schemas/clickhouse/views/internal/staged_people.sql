-- At which stage is each person who has ever been seen? By customer keys.
--
-- Grain: one row per person, as in people, with the stage.
-- Source: people; purchase_gaps.
-- Parameters: source, until, time_zone; see orders_in_range.
-- Example: SELECT stage, count() FROM safar_internal.staged_people(source = 'shop', until = '', time_zone = 'UTC') GROUP BY stage
--
-- The stage is the first of these that fits:
--     lapsed         ordered, but is silent for longer than nine of ten gaps between the shop's orders
--     advocacy       shared a product or a cart
--     retention      ordered more than once
--     purchase       ordered once
--     decision       added a product, or started a checkout
--     consideration  viewed a product
--     awareness      was seen
CREATE OR REPLACE VIEW staged_people AS
WITH
    least(now64(3, 'UTC'), if({until:String} = '', now64(3, 'UTC'),
        toTimeZone(toDateTime64({until:String}, 3, {time_zone:String}), 'UTC'))) AS as_of,
    (SELECT p90_days FROM safar.purchase_gaps(
        source = {source:String}, since = '', until = {until:String}, time_zone = {time_zone:String})) AS long_gap
SELECT
    people.*,
    multiIf(
        orders > 0 AND dateDiff('millisecond', last_order_at, as_of) / 86400000 > long_gap, 'lapsed',
        has_shared, 'advocacy',
        orders > 1, 'retention',
        orders = 1, 'purchase',
        furthest > 2, 'decision',
        furthest = 2, 'consideration',
        'awareness') AS stage
FROM safar.people(source = {source:String}, until = {until:String}, time_zone = {time_zone:String}) AS people;
