/**
 * Parameters of the dashboard's questions that name a person, or were typed to find one. A question with one of them
 * travels in the body of a POST, since addresses are kept by browsers' histories and by access logs.
 */
export const PERSONAL_PARAMS = ["search", "person", "customer"] as const;
