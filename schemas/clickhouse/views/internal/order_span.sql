-- On which days are the first and the last order?
--
-- Grain: a single row.
-- Source: orders_in_range, counted orders.
-- Parameters: source; time_zone of the days.
-- Example: SELECT * FROM safar_internal.order_span(source = 'shop', time_zone = 'Europe/London')
--
-- Days are NULL without orders.
CREATE OR REPLACE VIEW order_span AS
SELECT
    count() AS orders,
    if(orders = 0, NULL, toDate32(min(ordered_at), {time_zone:String})) AS first_day,
    if(orders = 0, NULL, toDate32(max(ordered_at), {time_zone:String})) AS last_day
FROM safar.orders_in_range(source = {source:String}, since = '', until = '', time_zone = 'UTC')
WHERE is_counted;
