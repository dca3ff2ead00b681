-- How many orders and how much revenue are expected of each customer?
--
-- Grain: one row per customer of the latest fit.
-- Source: predictions, prediction_fits: the latest results of safar predict.
-- Parameter: source, a source_id.
-- Example: SELECT * FROM safar.predicted_orders(source = 'shop') ORDER BY lifetime_value DESC LIMIT 100
--
-- expected_orders_N are the orders expected in the N days after the fit, expected_orders those within the fit's
-- horizon_days. probability_alive is the probability that the customer is still one (MBG/NBD, or BG/NBD: model). as_of is
-- the first day whose orders the fit ignored, '' if it used all. lifetime_value is the revenue expected within the fit's
-- horizon, discounted to the day of the fit (with the gamma-gamma model of order values).
CREATE OR REPLACE VIEW predicted_orders AS
SELECT
    customer_id,
    is_guest,
    predictions.fitted_at AS fitted_at,
    probability_alive,
    expected_orders_30,
    expected_orders_90,
    expected_orders_365,
    expected_orders,
    fits.horizon_days AS horizon_days,
    toString(fits.model) AS model,
    fits.until AS as_of,
    fits.currency AS currency,
    expected_order_value,
    lifetime_value
FROM (SELECT * FROM predictions FINAL WHERE source_id = {source:String}) AS predictions
INNER JOIN
(
    SELECT fitted_at, currency, horizon_days, model, until
    FROM prediction_fits
    WHERE source_id = {source:String}
    ORDER BY fitted_at DESC
    LIMIT 1
) AS fits ON fits.fitted_at = predictions.fitted_at;
