-- Which order events does a source not accept from pages? This view has the rules that a source chooses.
--
-- Grain: one row per source and kind of order event that is not accepted from pages.
-- Source: sources.
-- Parameter: source, a source_id, or '' for all.
-- Example: SELECT count() FROM safar_internal.unheard_words(source = 'shop')
--
-- word is the lowest four bits of order_flags: 0 updated, 1 completed, 2 cancelled, 8 refunded; plus 4 if the event is
-- marked as a test. If orders_from is 'server', no order event from a page is accepted; otherwise only those that
-- pages_tell names. If pages may not mark tests, an event marked as a test is ignored: it neither marks an order as a test
-- nor counts as an order.
CREATE OR REPLACE VIEW unheard_words AS
SELECT source_id, toUInt8(combined) AS word
FROM sources FINAL
ARRAY JOIN [0, 1, 2, 4, 5, 6, 8, 12] AS combined
WHERE ({source:String} = '' OR source_id = {source:String})
    AND (orders_from = 'server'
        OR NOT has(pages_tell, transform(
            bitAnd(combined, 11), [0, 1, 2, 8], ['updated', 'completed', 'cancelled', 'refunded'], ''))
        OR bitTest(combined, 2) AND NOT has(pages_tell, 'test'));
