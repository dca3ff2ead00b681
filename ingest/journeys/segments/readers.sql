-- Customers with an e-mail address.
SELECT customer_id, is_guest
FROM safar.customer_profile(source = {source:String}, until = {until:String}, time_zone = {time_zone:String},
  currency = {currency:String})
WHERE email != ''
