-- How can a customer be contacted? The latest contact details from identify.
--
-- Grain: one row per customer with an identify.
-- Source: event_rows of kind 'identity', each message once; customer_links.
-- Parameter: source, a source_id.
-- Example: SELECT countIf(email != '') FROM safar.customer_contacts(source = 'shop')
--
-- email, phone and name are the latest ones sent, '' if none were. A browser may have hashed them: see the SDK's
-- settings. traits is the JSON text of the latest identify with traits.
CREATE OR REPLACE VIEW customer_contacts AS
SELECT
    if(links.customer_key = 0, told.person_key, links.customer_key) AS customer_key,
    min(timestamp) AS registered_at,
    argMaxIf(told_email, timestamp, told_email != '') AS email,
    argMaxIf(told_phone, timestamp, told_phone != '') AS phone,
    argMaxIf(told_name, timestamp, told_name != '') AS name,
    argMaxIf(told.traits, timestamp, told.traits != '{}') AS traits
FROM
(
    SELECT
        person_key,
        timestamp,
        traits,
        JSONExtract(traits, 'Tuple(email String, phone String, name String, firstName String, lastName String)') AS fields,
        fields.email AS told_email,
        fields.phone AS told_phone,
        if(fields.name != '', fields.name, trimBoth(concat(fields.firstName, ' ', fields.lastName))) AS told_name
    FROM event_rows FINAL
    WHERE kind = 'identity' AND user_id != '' AND source_id = {source:String}
) AS told
LEFT ANY JOIN safar.customer_links(source = {source:String}) AS links ON links.person_key = told.person_key
GROUP BY customer_key;
