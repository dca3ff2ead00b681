import { expect, it } from "vitest";
import { explainHttpError } from "../../../src/store/warehouse/http-errors.js";

it.each(["TOO_FEW_LIVE_REPLICAS", "UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE", "UNKNOWN_STATUS_OF_INSERT"])(
  "%s says which servers to start, and that it goes on by itself",
  (type) => {
    const thrown = Object.assign(
      new Error("Number of alive replicas (1) is less than requested quorum (2/2)."),
      {
        code: "285",
        type,
      },
    );
    expect(explainHttpError(thrown, { url: "http://clickhouse:8123", requestTimeout: 30_000 })).toMatchObject(
      {
        type,
        retryable: true,
        message: expect.stringContaining("Start the replicas that are down"),
      },
    );
  },
);
