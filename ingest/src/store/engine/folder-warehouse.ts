import type { Warehouse } from "../warehouse/warehouse.js";
import { startEngine } from "./engine.js";

/**
 * Opens the ClickHouse of a data folder for one command: an engine on free ports, which stops when the warehouse is
 * closed.
 *
 * @param folder absolute path; created if missing
 * @throws {WarehouseError} as {@link startEngine}
 */
export async function openFolderWarehouse(folder: string, binary = ""): Promise<Warehouse> {
  const engine = await startEngine({ folder, binary });
  const warehouse = engine.warehouse("operator");
  return {
    ...warehouse,
    async close() {
      await warehouse.close();
      await engine.close();
    },
  };
}
