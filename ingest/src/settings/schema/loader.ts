import { Type } from "typebox";

/** Batches of `safar load`. */
export const LOADER = {
  SAFAR_LOAD_ROWS: Type.Integer({
    default: 20_000,
    minimum: 1,
    maximum: 1_000_000,
    description: "Maximum number of rows in a batch. The loader inserts two batches at a time.",
  }),
  SAFAR_LOAD_MIB: Type.Integer({
    default: 16,
    minimum: 1,
    maximum: 1024,
    description: "Maximum size of a batch, in MiB of text. The loader inserts two batches at a time.",
  }),
  SAFAR_LOAD_WAIT_MS: Type.Integer({
    default: 250,
    minimum: 1,
    maximum: 60_000,
    description: "How long the loader waits to fill a batch, in milliseconds.",
  }),
};
