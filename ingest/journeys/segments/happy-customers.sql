-- Customers who came often and lately.
SELECT customer_id, is_guest
FROM safar.rfm(source = {source:String}, since = {since:String}, until = {until:String}, time_zone = {time_zone:String},
  currency = {currency:String})
WHERE r_score >= 4 AND f_score >= 4 AND orders >= 3
