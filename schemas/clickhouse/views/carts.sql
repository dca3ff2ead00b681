-- Which carts were there, and what became of them?
--
-- Grain: one row a cart and a window.
-- Source: visits; orders_in_range, all orders but tests.
-- Parameters: source; windows, the hours after which a cart without an order counts as abandoned, with commas, such
-- as '24' or '0.5,1,24'; an empty one never ends.
-- Example: SELECT count(), countIf(ordered_at IS NULL) FROM safar.carts(source = 'shop', windows = '24')
--
-- A cart begins when a customer adds a product and none is open: there was no addition before, or the last one lies
-- longer ago than the window, or an order came after it. The customer's first order after the last addition, within
-- the window, ends the cart: ordered_at, else NULL. A cart without an order is abandoned when its window has
-- passed, and open until then; without a window, at once.
CREATE OR REPLACE VIEW carts AS
WITH
    customers AS
    (
        SELECT
            customer_key,
            -- (when, 0 for an addition and 1 for an order), the earliest first
            arraySort(arrayConcat(
                arrayMap(moment -> (moment, 0), groupArrayArray(additions)),
                arrayMap(moment -> (moment, 1), groupArrayArray(orders)))) AS events
        FROM
        (
            SELECT
                customer_key,
                arrayMap(stamp -> intDiv(stamp, 16), arrayFilter(stamp -> stamp % 16 = 2, steps)) AS additions,
                CAST([], 'Array(Int64)') AS orders
            FROM safar.visits(source = {source:String}, since = '', until = '', time_zone = 'UTC')
            WHERE bitTest(did, 1)
            UNION ALL
            SELECT customer_key, [], [toUnixTimestamp64Milli(ordered_at)]
            FROM safar.orders_in_range(source = {source:String}, since = '', until = '', time_zone = 'UTC')
            WHERE NOT is_test
        )
        GROUP BY customer_key
        HAVING arrayExists(event -> event.2 = 0, events)
    )
SELECT
    customer_key,
    window_hours,
    fromUnixTimestamp64Milli((cart[1]).1, 'UTC') AS opened_at,
    fromUnixTimestamp64Milli(last_addition, 'UTC') AS last_added_at,
    if(ordered != 0 AND ordered - last_addition <= window_ms, fromUnixTimestamp64Milli(ordered, 'UTC'), NULL) AS ordered_at,
    ordered_at IS NULL AND (window_hours IS NULL OR last_addition + window_ms <= toUnixTimestamp64Milli(now64(3)))
        AS is_abandoned
FROM
(
    SELECT
        customer_key,
        window_hours,
        toInt64(ifNull(3600000 * window_hours, 4611686018427387903)) AS window_ms,
        cart,
        arrayMax(event -> if(event.2 = 0, event.1, 0), cart) AS last_addition,
        -- in a cart no addition comes after an order; 0 without one
        (arrayFirst(event -> event.2 = 1, cart)).1 AS ordered
    FROM
    (
        SELECT customer_key, events, window_hours
        FROM customers
        ARRAY JOIN arrayMap(hours -> toFloat64OrNull(hours), splitByChar(',', {windows:String})) AS window_hours
    )
    ARRAY JOIN arraySplit(
        (event, place) -> event.2 = 0
            AND (place = 1 OR events[place - 1].2 = 1 OR event.1 - events[place - 1].1 > window_ms),
        events, arrayEnumerate(events)) AS cart
)
WHERE (cart[1]).2 = 0;
