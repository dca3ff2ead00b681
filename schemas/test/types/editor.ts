import type { TrackEventName, TrackProperties } from "../../src/types.js";

declare function track<Name extends TrackEventName>(event: Name, properties: TrackProperties<Name>): void;

track("", {});
track("Order Completed", { order_id: "1" });
