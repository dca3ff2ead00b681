-- What each customer is expected to do, by the latest fit of a model to the orders of their source: see safar predict.
CREATE TABLE IF NOT EXISTS predictions
(
    source_id LowCardinality(String),
    customer_key UInt64,
    customer_id String,
    is_guest Bool,
    fitted_at DateTime64(3, 'UTC'),
    probability_alive Float64,
    -- in the so many days after the fit
    expected_orders_30 Float64,
    expected_orders_90 Float64,
    expected_orders_365 Float64,
    -- of the fit's currency; 0 for who bought nothing in it
    expected_order_value Decimal(38, 6),
    lifetime_value Decimal(38, 6)
)
ENGINE = ReplacingMergeTree(fitted_at)
ORDER BY (source_id, customer_key)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- The fits: to what, and with which outcome. r, alpha, a, b are of the BG/NBD model, p, q, v of the gamma-gamma model
-- (NaN where no customer ordered twice in the currency).
CREATE TABLE IF NOT EXISTS prediction_fits
(
    source_id LowCardinality(String),
    fitted_at DateTime64(3, 'UTC'),
    customers UInt64,
    r Float64,
    alpha Float64,
    a Float64,
    b Float64,
    p Float64,
    q Float64,
    v Float64,
    currency LowCardinality(String),
    horizon_days UInt32,
    yearly_discount Float64
)
ENGINE = ReplacingMergeTree
ORDER BY (source_id, fitted_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
