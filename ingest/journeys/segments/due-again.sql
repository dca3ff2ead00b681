-- Customers for whom the time is over that usually lies between two of their orders, and not yet twice that time.
SELECT customer_id, is_guest
FROM safar.at_risk(source = {source:String}, until = {until:String}, time_zone = {time_zone:String}, currency = {currency:String})
WHERE usual_gap_days >= 7 AND times_overdue < 2
