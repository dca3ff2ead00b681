"""Tracks as a shop's backend with RudderStack's client does. Arguments: the collector's address, write key."""

import datetime
import sys

from rudderstack import analytics

analytics.dataPlaneUrl, analytics.write_key = sys.argv[1], sys.argv[2]
analytics.on_error = lambda error, items: sys.exit(f"{error}")
at = datetime.datetime(2025, 3, 1, 10, tzinfo=datetime.timezone.utc)

analytics.identify("py-1", {"email": "a@shop.example"}, timestamp=at)
analytics.page("py-1", "Docs", "Home", {"path": "/"}, timestamp=at)
for order in range(250):
    properties = {"order_id": f"py-{order}", "revenue": 12.5, "currency": "EUR", "text": "Ünïcødé 🫖"}
    analytics.track("py-1", "Order Completed", properties, timestamp=at)
analytics.flush()
