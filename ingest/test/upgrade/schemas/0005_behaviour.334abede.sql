-- What the figures read of visits, carts and products: columns beside the event's JSON text, so that no figure has
-- to read that. The collector fills them (ingest/src/enrich: visit-facts.ts, product-facts.ts).
ALTER TABLE event_rows
    -- the visit that the sender counts the event to; '' when it counts none
    ADD COLUMN IF NOT EXISTS session_id String,
    -- where it happened, and how the visitor came there; the referrer is the domain of another site
    ADD COLUMN IF NOT EXISTS page_path String,
    ADD COLUMN IF NOT EXISTS referrer_domain LowCardinality(String),
    ADD COLUMN IF NOT EXISTS campaign_source LowCardinality(String),
    ADD COLUMN IF NOT EXISTS campaign_medium LowCardinality(String),
    ADD COLUMN IF NOT EXISTS campaign_name LowCardinality(String),
    ADD COLUMN IF NOT EXISTS campaign_content String,
    -- desktop, mobile, tablet, or what the sender calls it; '' when nothing tells
    ADD COLUMN IF NOT EXISTS device LowCardinality(String),
    -- of events about products: which, at what price, how many
    ADD COLUMN IF NOT EXISTS `products.id` Array(String),
    ADD COLUMN IF NOT EXISTS `products.name` Array(String),
    ADD COLUMN IF NOT EXISTS `products.category` Array(String),
    ADD COLUMN IF NOT EXISTS `products.price` Array(Decimal(38, 6)),
    ADD COLUMN IF NOT EXISTS `products.quantity` Array(Decimal(18, 3)),
    ADD COLUMN IF NOT EXISTS cart_id String,
    -- the step of a checkout, from 1; 0 for none
    ADD COLUMN IF NOT EXISTS checkout_step UInt8,
    -- how something was shared, such as email
    ADD COLUMN IF NOT EXISTS share_channel LowCardinality(String),
    -- when this copy was written here: what came since then is found by it
    ADD COLUMN IF NOT EXISTS stored_at DateTime('UTC') MATERIALIZED now('UTC');

ALTER TABLE event_rows ADD INDEX IF NOT EXISTS stored_at_range stored_at TYPE minmax GRANULARITY 1;
