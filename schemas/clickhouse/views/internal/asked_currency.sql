-- Which currency is a figure asked in?
--
-- Grain: one row.
-- Source: sources, event_rows.
-- Parameters: source, a source_id; currency, an ISO 4217 code, or '' for the source's own.
-- Example: SELECT currency FROM safar_internal.asked_currency(source = 'shop', currency = '')
--
-- A source's own currency is the one that it is configured with, else the one that its orders had for want of
-- another. currency_code is the number by which orders are compared.
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
