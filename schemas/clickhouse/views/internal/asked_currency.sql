-- Which currency is a figure in?
--
-- Grain: a single row.
-- Source: sources, event_rows.
-- Parameters: source, a source_id; currency, an ISO 4217 code, or '' for the source's.
-- Example: SELECT currency FROM safar_internal.asked_currency(source = 'shop', currency = '')
--
-- A source's currency is the configured one, else the one that its orders got by default. currency_code is the number
-- that orders are compared by.
CREATE OR REPLACE VIEW asked_currency AS
SELECT
    -- amounts in tomans are counted in rials
    multiIf({currency:String} != '', upper({currency:String}), configured != '', configured, of_orders) AS named,
    if(named = 'IRT', 'IRR', named) AS currency,
    reinterpretAsUInt32(currency) AS currency_code
FROM
(
    SELECT
        (SELECT toString(any(currency)) FROM sources FINAL WHERE source_id = {source:String}) AS configured,
        (SELECT toString(any(source_currency)) FROM
            (SELECT source_currency FROM event_rows
             WHERE kind = 'order' AND source_id = {source:String} AND source_currency != '' LIMIT 1)) AS of_orders
);
