-- Which events from pages may be made up: they contradict a server, come too often from one visitor, or have extreme values?
--
-- Grain: one row per kind and, for kinds about one visitor or user, per visitor or user.
-- Source: event_rows of kinds 'order', 'identity' and 'alias' that came with a page's key, each message once; order_states.
-- Parameters: source, since, until, time_zone, see orders_in_range. The range is of the time of receipt, because a sender
-- may name any time.
-- Example: SELECT * FROM safar.anomalies(source = 'shop', since = '2025-01-01', until = '', time_zone = 'UTC')
--
-- Anybody can read a page's key, so made-up events show here. An honest shop has some anomalies, too, such as values
-- with tax from pages and without tax from servers. Whether figures use an event is another question: see
-- unheard_words and order_words. Events of bots are left out. count is the number of orders, or of linked ids; example
-- is the latest order's id, or an id. The kinds:
--   other_value        a page sent another value than every value from a server. A value that was right at the order's
--                      completion is no contradiction if the server changed the order later
--   other_buyer        a page named another user than every user that a server named
--   page_cancelled     a page cancelled an order that a server sent, and no server cancelled it
--   page_refunded      a page refunded such an order, and no server did
--   page_test          a page marked such an order as a test, and no server did
--   many_orders        one visitor completed more than 20 orders on one day (UTC)
--   many_refunds       one visitor refunded or cancelled more than 10 orders on one day
--   many_links         one visitor became more than 10 users on one day, or one user was that many visitors
--   far_value          a value is above 100 times the median of the counted orders in its currency, of at least 20
CREATE OR REPLACE VIEW anomalies AS
WITH
    time -> ({since:String} = '' OR toYYYYMMDDhhmmss(time, {time_zone:String})
            >= toYYYYMMDDhhmmss(toDateTime64(if({since:String} = '', '1900-01-01', {since:String}), 0, 'UTC')))
        AND ({until:String} = '' OR toYYYYMMDDhhmmss(time, {time_zone:String})
            < toYYYYMMDDhhmmss(toDateTime64(if({until:String} = '', '2299-01-01', {until:String}), 0, 'UTC')))
        AS is_asked,
    -- amount and currency of an event with a value
    stamp -> bitAnd(stamp, bitShiftLeft(toUInt128(1), 83) - 1) AS money_of,
    if(currency = '', source_currency, currency) AS told_currency,
    if(told_currency = 'IRT', 'IRR', toString(told_currency)) AS unit,
    if(told_currency = 'IRT', 10, 1) AS times,
    if(user_id != '', user_id, anonymous_id) AS visitor
SELECT kind, who, sum(told.found) AS count, argMax(told.example, told.at) AS example, min(told.at) AS first_at, max(told.at) AS last_at
FROM
(
    SELECT
        arrayJoin(arrayFilter((name, is_so) -> is_so,
            ['other_value', 'other_buyer', 'page_cancelled', 'page_refunded', 'page_test'],
            [
                notEmpty(server_money) AND arrayExists(word -> NOT has(server_money, word.2)
                    AND (word.1 = 'updated' OR server_completions > 0), page_money),
                notEmpty(page_users) AND notEmpty(server_users) AND NOT hasAny(server_users, page_users),
                bitTest(page_flags, 1) AND NOT bitTest(server_flags, 1),
                bitTest(page_flags, 3) AND NOT bitTest(server_flags, 3),
                bitTest(page_flags, 2) AND NOT bitTest(server_flags, 2)
            ])) AS kind,
        '' AS who,
        toUInt64(1) AS found,
        id AS example,
        at
    FROM
    (
        SELECT
            any(order_id) AS id,
            maxIf(received_at, key_kind = 'web') AS at,
            countIf(key_kind = 'server') AS server_words,
            groupBitOrIf(order_flags, key_kind = 'server') AS server_flags,
            groupBitOrIf(order_flags, key_kind = 'web') AS page_flags,
            groupUniqArrayIf(100)(money_of(money_stamp), key_kind = 'server' AND money_stamp >= bitShiftLeft(toUInt128(1), 127))
                AS server_money,
            countIf(key_kind = 'server' AND order_step = 'completed' AND money_stamp != 0) AS server_completions,
            groupUniqArrayIf(100)((order_step, money_of(money_stamp)),
                key_kind = 'web' AND money_stamp >= bitShiftLeft(toUInt128(1), 127)) AS page_money,
            groupUniqArrayIf(100)(user_id, key_kind = 'server' AND user_id != '') AS server_users,
            groupUniqArrayIf(100)(user_id, key_kind = 'web' AND user_id != '') AS page_users
        FROM event_rows FINAL
        WHERE kind = 'order' AND source_id = {source:String} AND order_flags < 192 AND order_key != 0
        GROUP BY order_key
        HAVING server_words > 0 AND page_flags != 0
    )
    WHERE is_asked(at)
    UNION ALL
    SELECT if(order_step = 'completed', 'many_orders', 'many_refunds') AS what, visitor, uniqExact(order_key) AS found,
        argMax(order_id, received_at), max(received_at) AS at
    FROM event_rows FINAL
    WHERE kind = 'order' AND source_id = {source:String} AND key_kind = 'web' AND order_flags < 192
        AND order_step IN ('completed', 'refunded', 'cancelled') AND is_asked(received_at)
    GROUP BY what, visitor, toDate(received_at)
    HAVING found > if(what = 'many_orders', 20, 10)
    UNION ALL
    SELECT 'many_links', link.1, uniqExact(link.2) AS found, argMax(link.2, received_at), max(received_at) AS at
    FROM event_rows FINAL
    ARRAY JOIN arrayFilter(pair -> pair.1 != '' AND pair.2 != '', if(kind = 'alias',
        [(previous_id, user_id), (user_id, previous_id)], [(anonymous_id, user_id), (user_id, anonymous_id)])) AS link
    WHERE kind IN ('identity', 'alias') AND source_id = {source:String} AND key_kind = 'web' AND NOT is_bot
        AND is_asked(received_at)
    GROUP BY link.1, toDate(received_at)
    HAVING found > 10
    UNION ALL
    SELECT 'far_value', '', uniqExact(order_key) AS found, argMax(order_id, received_at), max(received_at) AS at
    FROM
    (
        SELECT order_key, order_id, received_at, unit, order_value * times AS amount
        FROM event_rows FINAL
        WHERE kind = 'order' AND source_id = {source:String} AND key_kind = 'web' AND order_flags < 192
            AND order_step IN ('completed', 'updated') AND order_value > 0 AND is_asked(received_at)
    ) AS word
    INNER JOIN
    (
        SELECT currency, quantileExact(value) AS usual
        FROM safar.order_states(source = {source:String})
        WHERE is_counted
        GROUP BY currency
        HAVING count() >= 20
    ) AS counted ON counted.currency = word.unit
    WHERE amount > 100 * usual
    HAVING found > 0
) AS told
GROUP BY kind, who;
