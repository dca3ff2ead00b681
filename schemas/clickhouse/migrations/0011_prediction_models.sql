-- Which model was fitted, as of which day ('' when all orders were known), and the orders within the fit's horizon.
ALTER TABLE predictions ADD COLUMN IF NOT EXISTS expected_orders Float64;

ALTER TABLE prediction_fits
    ADD COLUMN IF NOT EXISTS model LowCardinality(String) DEFAULT 'bg-nbd',
    ADD COLUMN IF NOT EXISTS until String;
