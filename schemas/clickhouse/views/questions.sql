-- Which questions can be asked here, and how?
--
-- Grain: one row per view of this database.
-- Source: the comments that `safar migrate` gives to its views.
-- Example: SELECT question, how_to_ask FROM safar.questions WHERE question ILIKE '%cart%'
--
-- A view with parameters has no columns until all of them are given; ClickHouse's error does not say which.
CREATE OR REPLACE VIEW questions AS
SELECT
    name AS view,
    extract(comment, '^(.*?[?]) Ask: ') AS question,
    extract(comment, ' Ask: (.*)[.] Made by safar migrate[.]$') AS how_to_ask,
    extractAll(how_to_ask, '(\\w+) = ') AS parameters
FROM system.tables
WHERE database = 'safar' AND engine = 'View' AND endsWith(comment, ' Made by safar migrate.')
ORDER BY view;
