-- What was told of each order id by those whose word is taken? Every rule of who is heard stands here, once.
--
-- Grain: one row an order id of a source of which an event was told, whether or not a completion was among them.
-- Source: event_rows of kind 'order', each message once; unheard_words. For stamps and flags see the table.
-- Parameter: source, a source_id, or '' for all.
-- Example: SELECT countIf(NOT bitTest(flags, 0)) FROM safar_internal.order_words(source = 'shop')
--
-- What robots tell of orders is not heard, if a page's key sent it: a server's key is trusted, whatever user agent its
-- HTTP library names. Nor is what a source does not take from its pages (unheard_words). uncounted_orders shows both.
--
-- A server's word outranks a page's, whatever times they name: whoever reads a page's key can send it. Where a server
-- told of an order, pages neither refund it nor make a test of it; where it told of its completion, its cancellation or
-- its value, pages change none of these. So a thank-you page that is opened again brings no cancelled order back.
CREATE OR REPLACE VIEW order_words AS
WITH
    -- what a refund is told apart by
    word -> toUInt64(bitAnd(word.2, 17592186044415)) AS refund_of
SELECT
    if({source:String} = '', any(rows.source_id), {source:String}) AS source_id,
    order_key,
    any(rows.order_id) AS order_id,
    -- as stamps of lives have times, pages' behind servers' by bit 62; the column of times itself need not be read
    minIf(bitOr(life_stamp, bitShiftLeft(toUInt64(bitTest(order_flags, 6)), 62)), bitTest(order_flags, 0)) AS first_completed,
    -- bit 8: a server told of it; bit 9: and that it is a test
    groupBitOr(toUInt16(order_flags) + if(bitTest(order_flags, 6), 0, 256 + 512 * bitTest(order_flags, 2))) AS told_flags,
    if(bitTest(told_flags, 8), bitAnd(told_flags, 251) + 4 * bitTest(told_flags, 9), told_flags) AS flags,
    -- servers' behind pages' by bit 62
    max(bitOr(life_stamp, bitShiftLeft(toUInt64(NOT bitTest(order_flags, 6)), 62))) AS last_life,
    maxIf(money_stamp, NOT bitTest(order_flags, 6)) AS server_money,
    if(server_money >= bitShiftLeft(toUInt128(1), 127), server_money, max(money_stamp)) AS last_money,
    -- the first user that a server's event of the order names, else its first guest; else those of pages
    min(rows.person_stamp) AS first_person,
    -- when (a page's with bit 62) and how much, refund by refund
    arraySort(word -> (refund_of(word), word), arrayFilter(word -> NOT (bitTest(told_flags, 8) AND bitTest(word.1, 62)),
        groupArrayIf((bitOr(life_stamp, bitShiftLeft(toUInt64(bitTest(order_flags, 6)), 62)), money_stamp),
            bitTest(order_flags, 3)))) AS refund_words,
    -- Of each refund when it was first told and what was told last, as they happened. Lists are gone through once: whoever
    -- reads a page's key can tell of thousands of refunds of one order.
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
