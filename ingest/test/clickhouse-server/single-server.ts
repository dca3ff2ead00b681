import { freePorts } from "../broker/free-ports.js";
import { type ClickHouseNode, startNode } from "./node.js";

/** A real ClickHouse that stands alone. */
export async function startSingleServer(): Promise<ClickHouseNode> {
  const [httpPort, nativePort] = (await freePorts(2)) as [number, number];
  return await startNode({ httpPort, nativePort, config: "" });
}
