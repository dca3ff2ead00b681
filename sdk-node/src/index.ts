export type { Drop, DropReason, Statistics } from "@safar/web/core";
export { type ArgumentErrorCode, SafarArgumentError } from "./argument-error.js";
export type { AliasCall, GroupCall, IdentifyCall, PageCall, TrackCall, Who } from "./calls.js";
export type { SafarOptions } from "./options.js";
export { Safar, type SafarEvents } from "./safar.js";
