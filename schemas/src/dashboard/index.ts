// What the dashboard's server and page share: the types of answers, and which questions name a person.
export type * from "./customers.js";
export type * from "./journeys.js";
export { PERSONAL_PARAMS } from "./personal-params.js";
