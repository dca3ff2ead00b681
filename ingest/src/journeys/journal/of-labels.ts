import { DATABASE } from "../../store/warehouse/statements.js";

const IS_LABELLED = "has({labels:Array(String)}, concat(if(is_guest, 'guest/', 'user/'), customer_id))";

/**
 * Rows of a person who is named by labels (`user/u1`), under any id that they had at an entry. Keys of persons are asked
 * first, of one narrow column, so that of many runs few are read whole. It takes the parameters `source` and `labels`.
 */
export const OF_LABELS = `person_key GLOBAL IN (
    SELECT person_key FROM ${DATABASE}.journey_rows WHERE source_id = {source:String} AND ${IS_LABELLED})
  AND ${IS_LABELLED}`;
