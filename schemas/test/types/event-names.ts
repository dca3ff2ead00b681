import { expectTypeOf } from "vitest";
import type { commerceEvents } from "../../src/index.js";
import type { CommerceEventAlias, CommerceEventName } from "../../src/names.js";
import type { CommerceEvents, CustomProperties, OrderCompleted, TrackProperties } from "../../src/types.js";

expectTypeOf<keyof CommerceEvents>().toEqualTypeOf<keyof typeof commerceEvents>();
expectTypeOf<keyof CommerceEvents>().toEqualTypeOf<CommerceEventName | CommerceEventAlias>();
expectTypeOf<TrackProperties<"Completed Order">>().toEqualTypeOf<OrderCompleted>();
expectTypeOf<TrackProperties<"Gift Wrapped">>().toEqualTypeOf<CustomProperties>();
expectTypeOf<OrderCompleted["order_id"]>().toEqualTypeOf<string | number>();
