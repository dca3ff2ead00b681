// Types of the answers of the dashboard's server, shared by server and page. This file contains no code.
export type * from "./customers.js";
export type * from "./journeys.js";
