-- Users whose birthday is on this day of the shop's calendar: the trait birthday, such as 1990-05-31.
SELECT customer_id, is_guest
FROM safar.customer_profile(source = {source:String}, until = {until:String}, time_zone = {time_zone:String},
  currency = {currency:String})
WHERE substring(JSONExtractString(traits, 'birthday'), 6, 5) = substring({until:String}, 6, 5)
