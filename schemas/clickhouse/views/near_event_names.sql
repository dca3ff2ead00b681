-- Which events have a name that no figure reads, but that is similar to one that figures read?
--
-- Grain: one row per name and currency.
-- Source: event_rows of kind 'other', each message once; asked_currency.
-- Parameters: source, since, until, time_zone; see orders_in_range.
-- Example: SELECT event, closest_name, events FROM safar.near_event_names(
--     source = 'shop', since = '', until = '', time_zone = 'UTC')
--
-- closest_name is the commerce event that was probably meant: the same letters in another case or with other marks
-- between them, one letter too many, too few or wrong, a missing ending, or a name of another tool. The rule and the
-- names are those of nearCommerceEvent (schemas/src/near-names.ts); a test keeps them equal. Bots and tests are left
-- out. value is the sum of the events' values that are plain numbers; NULL if there are none.
CREATE OR REPLACE VIEW near_event_names AS
WITH
    (SELECT currency FROM safar.asked_currency(source = {source:String}, currency = '')) AS own_currency,
    name -> toDecimal128OrNull(trim(BOTH '"' FROM JSONExtractRaw(properties, name)), 6) AS amount_in,
    [
        'productssearched', 'productlistviewed', 'productlistfiltered', 'promotionviewed',
        'promotionclicked', 'productclicked', 'productviewed', 'productadded', 'productremoved',
        'cartviewed', 'checkoutstarted', 'checkoutstepviewed', 'checkoutstepcompleted', 'paymentinfoentered',
        'orderupdated', 'ordercompleted', 'orderrefunded', 'ordercancelled', 'couponentered',
        'couponapplied', 'coupondenied', 'couponremoved', 'productaddedtowishlist',
        'productremovedfromwishlist', 'wishlistproductaddedtocart', 'productshared', 'cartshared',
        'productreviewed', 'completedorder', 'viewitem', 'addtocart', 'removefromcart', 'viewcart',
        'begincheckout', 'addpaymentinfo', 'purchase', 'refund', 'viewitemlist', 'selectitem',
        'viewsearchresults', 'viewpromotion', 'selectpromotion', 'addshippinginfo', 'addtowishlist',
        'purchased', 'orderplaced', 'placedorder', 'ordercreated', 'orderpaid', 'checkoutcompleted',
        'transaction', 'refundedorder', 'cancelledorder', 'canceledorder'
    ] AS known,
    [
        'Products Searched', 'Product List Viewed', 'Product List Filtered', 'Promotion Viewed',
        'Promotion Clicked', 'Product Clicked', 'Product Viewed', 'Product Added', 'Product Removed',
        'Cart Viewed', 'Checkout Started', 'Checkout Step Viewed', 'Checkout Step Completed',
        'Payment Info Entered', 'Order Updated', 'Order Completed', 'Order Refunded', 'Order Cancelled',
        'Coupon Entered', 'Coupon Applied', 'Coupon Denied', 'Coupon Removed', 'Product Added to Wishlist',
        'Product Removed from Wishlist', 'Wishlist Product Added to Cart', 'Product Shared', 'Cart Shared',
        'Product Reviewed', 'Order Completed', 'Product Viewed', 'Product Added', 'Product Removed',
        'Cart Viewed', 'Checkout Started', 'Payment Info Entered', 'Order Completed', 'Order Refunded',
        'Product List Viewed', 'Product Clicked', 'Products Searched', 'Promotion Viewed',
        'Promotion Clicked', 'Checkout Step Completed', 'Product Added to Wishlist', 'Order Completed',
        'Order Completed', 'Order Completed', 'Order Completed', 'Order Completed', 'Order Completed',
        'Order Completed', 'Order Refunded', 'Order Cancelled', 'Order Cancelled'
    ] AS names,
    letters -> if(length(letters) < 6, '', if(has(known, letters), names[indexOf(known, letters)],
        names[arrayFirstIndex(name -> startsWith(name, letters) AND length(name) - length(letters) <= 3
            OR editDistance(name, letters) <= 1, known)])) AS nearest
SELECT
    event,
    if(match(JSONExtractString(properties, 'currency'), '^[A-Za-z]{3}$'),
        upper(JSONExtractString(properties, 'currency')), own_currency) AS currency,
    any(near.closest_name) AS closest_name,
    count() AS events,
    sum(coalesce(amount_in('revenue'), amount_in('total'), amount_in('value'))) AS value,
    argMax(coalesce(nullIf(JSONExtractString(properties, 'order_id'), ''),
        nullIf(JSONExtractRaw(properties, 'order_id'), ''), nullIf(JSONExtractString(properties, 'transaction_id'), ''),
        message_id), timestamp) AS example,
    min(timestamp) AS first_at,
    max(timestamp) AS last_at
FROM event_rows FINAL
GLOBAL INNER JOIN
(
    SELECT told.event AS event, nearest(lower(replaceRegexpAll(told.event, '[^A-Za-z]', ''))) AS closest_name
    FROM (SELECT DISTINCT toString(event) AS event FROM event_rows
        WHERE kind = 'other' AND type = 'track' AND source_id = {source:String}) AS told
    WHERE closest_name != ''
) AS near ON near.event = event_rows.event
WHERE kind = 'other' AND source_id = {source:String} AND NOT is_bot AND NOT is_test
    AND ({since:String} = '' OR toYYYYMMDDhhmmss(timestamp, {time_zone:String})
        >= toYYYYMMDDhhmmss(toDateTime64(if({since:String} = '', '1900-01-01', {since:String}), 0, 'UTC')))
    AND ({until:String} = '' OR toYYYYMMDDhhmmss(timestamp, {time_zone:String})
        < toYYYYMMDDhhmmss(toDateTime64(if({until:String} = '', '2299-01-01', {until:String}), 0, 'UTC')))
GROUP BY event, currency;
