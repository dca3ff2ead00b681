-- What is each customer expected to do, and to be worth?
--
-- Grain: one row a customer of the latest fit.
-- Source: predictions, prediction_fits: what safar predict wrote last.
-- Parameter: source, a source_id.
-- Example: SELECT * FROM safar.predicted_orders(source = 'shop') ORDER BY lifetime_value DESC LIMIT 100
--
-- expected_orders_N are the orders expected in the N days after the fit, probability_alive the probability that the
-- customer still is one (MBG/NBD, or BG/NBD: model); expected_orders are those within the fit's horizon_days. as_of is
-- the first day whose orders the fit did not know, '' when it knew all. lifetime_value is what they are expected to bring within the fit's horizon,
-- discounted to the day of the fit (with the gamma-gamma model of what an order is worth).
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
