-- Where does a visit come from? Resolves an origin_key.
--
-- Grain: one row per origin, which is a device with a campaign, a referrer and a landing page.
-- Source: visit_parts.
-- Parameter: source, a source_id.
-- Example: SELECT landing_page, count() FROM safar_internal.origins(source = 'shop') GROUP BY landing_page
--
-- Views use the key and look up its texts at the end, because there are few origins and many visits.
CREATE OR REPLACE VIEW origins AS
SELECT
    origin_key,
    texts[2] AS device,
    texts[3] AS campaign_source,
    texts[4] AS campaign_medium,
    texts[5] AS campaign_name,
    texts[6] AS campaign_content,
    texts[7] AS referrer_domain,
    texts[8] AS landing_page
FROM
(
    SELECT
        toUInt64(bitAnd(arrival, bitShiftLeft(toUInt128(1), 64) - 1)) AS origin_key,
        splitByChar('\x1F', any(visit_parts.origin)) AS texts
    FROM visit_parts
    WHERE source_id = {source:String}
    GROUP BY origin_key
);
