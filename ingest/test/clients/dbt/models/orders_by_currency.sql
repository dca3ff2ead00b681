SELECT currency, count() AS orders FROM safar.orders WHERE is_counted GROUP BY currency
