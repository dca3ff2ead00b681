// What the dashboard's server answers, told once for both sides. Types alone: nothing of it is code.
export type * from "./journeys.js";
