import { exception, type QueryException } from "./exception.js";

const OPEN =
  "Analysts read: SELECT from the views of this database, DESCRIBE, SHOW TABLES and EXPLAIN are open";

/** What is on no list of open things. @param what a sentence without its dot */
export function denied(what: string): QueryException {
  return exception("ACCESS_DENIED", `${what}. ${OPEN}.`);
}

/** A statement that would change something. @param verb its first word */
export function readOnly(verb: string): QueryException {
  const hint =
    verb === "SET" || verb === "USE"
      ? " Send settings and the database with the request, as in ?join_use_nulls=1&database=safar."
      : "";
  return exception("READONLY", `Cannot execute ${verb}: this interface is in readonly mode. ${OPEN}.${hint}`);
}
