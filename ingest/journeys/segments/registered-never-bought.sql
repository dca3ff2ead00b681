-- Users who registered a week ago or earlier and have no order.
SELECT customer_id, is_guest
FROM safar.activation(source = {source:String}, since = {since:String}, until = {until:String}, time_zone = {time_zone:String})
WHERE registered_at <= toDateTime64({until:String}, 3, {time_zone:String}) - INTERVAL 7 DAY
