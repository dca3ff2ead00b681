-- Which accepted events are there for each order id? This view has the rules of which senders' order events count.
--
-- Grain: one row per order id of a source with an order event, with or without a completion.
-- Source: event_rows of kind 'order', each message once; unheard_words. For stamps and flags see the table.
-- Parameter: source, a source_id, or '' for all.
-- Example: SELECT countIf(NOT bitTest(flags, 0)) FROM safar_internal.order_words(source = 'shop')
--
-- Ignore order events from bots, if a page's key sent them; a server key is trusted, whatever user agent its HTTP library
-- sends. Also ignore events that a source does not accept from pages (unheard_words). uncounted_orders shows both.
--
-- Events from a server take precedence over events from a page, whatever times they have, because anybody can read a
-- page's key. If a server sent any event of an order, pages can neither refund it nor mark it as a test; if it sent the
-- completion, the cancellation or the value, pages can't change that. So opening a thank-you page again does not revive
-- a cancelled order.
CREATE OR REPLACE VIEW order_words AS
WITH
    -- the id of a refund
    word -> toUInt64(bitAnd(word.2, 17592186044415)) AS refund_of
SELECT
    if({source:String} = '', any(rows.source_id), {source:String}) AS source_id,
    order_key,
    any(rows.order_id) AS order_id,
    -- times as in the stamps of lives, pages' after servers' by bit 62, so that the column of times need not be read
    minIf(bitOr(life_stamp, bitShiftLeft(toUInt64(bitTest(order_flags, 6)), 62)), bitTest(order_flags, 0)) AS first_completed,
    -- bit 8: sent by a server; bit 9: and marked as a test by it
    groupBitOr(toUInt16(order_flags) + if(bitTest(order_flags, 6), 0, 256 + 512 * bitTest(order_flags, 2))) AS told_flags,
    if(bitTest(told_flags, 8), bitAnd(told_flags, 251) + 4 * bitTest(told_flags, 9), told_flags) AS flags,
    -- servers' after pages' by bit 62
    max(bitOr(life_stamp, bitShiftLeft(toUInt64(NOT bitTest(order_flags, 6)), 62))) AS last_life,
    maxIf(money_stamp, NOT bitTest(order_flags, 6)) AS server_money,
    if(server_money >= bitShiftLeft(toUInt128(1), 127), server_money, max(money_stamp)) AS last_money,
    -- the first user in a server's event of the order, else its first guest; else those of pages
    min(rows.person_stamp) AS first_person,
    -- time (a page's with bit 62) and amount of each refund
    arraySort(word -> (refund_of(word), word), arrayFilter(word -> NOT (bitTest(told_flags, 8) AND bitTest(word.1, 62)),
        groupArrayIf((bitOr(life_stamp, bitShiftLeft(toUInt64(bitTest(order_flags, 6)), 62)), money_stamp),
            bitTest(order_flags, 3)))) AS refund_words,
    -- For each refund its first time and its last amount, in order of time. Lists are read only once, because anybody who
    -- reads a page's key can send thousands of refunds of one order.
    arrayMap(word -> refund_of(word), refund_words) AS refunds_told,
    arrayFilter((word, nth) -> nth = 1, refund_words, arrayEnumerateUniq(refunds_told)) AS first_words,
    if(length(refund_words) < 2, refund_words, arraySort((told, first) -> first,
        arrayMap((first, last) -> (first.1, last.2), first_words,
            arrayFilter((word, own, next) -> own != next, refund_words, refunds_told,
                arraySlice(arrayPushBack(refunds_told, 18446744073709551615), 2))),
        first_words)) AS told_refunds
FROM event_rows AS rows FINAL
WHERE kind = 'order' AND ({source:String} = '' OR rows.source_id = {source:String})
    AND order_flags < 192
    AND (bitAnd(order_flags, 64) = 0
        OR (rows.source_id, bitAnd(order_flags, 15)) GLOBAL NOT IN
            (SELECT source_id, word FROM safar.unheard_words(source = {source:String})))
GROUP BY order_key
HAVING order_key != 0;
