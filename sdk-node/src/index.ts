export type { CallProblemCode, Drop, DropReason, Statistics } from "@safar/web/core";
export { type ArgumentErrorCode, SafarArgumentError } from "./argument-error.js";
export type {
  AliasCall,
  CallOptions,
  EventCall,
  GroupCall,
  IdentifyCall,
  PageCall,
  TrackCall,
  TrackEventName,
  Who,
} from "./calls.js";
export { SafarDeliveryError } from "./delivery-error.js";
export type { SafarOptions } from "./options.js";
export { Safar, type SafarEvents } from "./safar.js";
export type { Verbs } from "./verbs.js";
