-- What do pages tell of orders that a source does not take? The rules that a source chooses stand here, once.
--
-- Grain: one row a source and word, where a page's word is not taken.
-- Source: sources.
-- Parameter: source, a source_id, or '' for all.
-- Example: SELECT count() FROM safar_internal.unheard_words(source = 'shop')
--
-- word is what order_flags says in its lowest four bits: 0 updated, 1 completed, 2 cancelled, 8 refunded; and 4 more where
-- the event is marked as a test. Pages are not heard at all where orders_from is 'server', else of what pages_tell names.
-- An event that is marked as a test is not heard where pages may not say so: it neither makes a test of an order nor
-- counts as one.
CREATE OR REPLACE VIEW unheard_words AS
SELECT source_id, toUInt8(combined) AS word
FROM sources FINAL
ARRAY JOIN [0, 1, 2, 4, 5, 6, 8, 12] AS combined
WHERE ({source:String} = '' OR source_id = {source:String})
    AND (orders_from = 'server'
        OR NOT has(pages_tell, transform(
            bitAnd(combined, 11), [0, 1, 2, 8], ['updated', 'completed', 'cancelled', 'refunded'], ''))
        OR bitTest(combined, 2) AND NOT has(pages_tell, 'test'));
