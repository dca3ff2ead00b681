import { type BgNbd, type CountedHistory, fitBgNbd, type ModelName, type PurchaseHistory } from "./bg-nbd.js";
import { type Forecast, forecast, type Models } from "./forecast.js";
import { fitGammaGamma, type GammaGamma, type Spending } from "./gamma-gamma.js";

/** Computes the models. It takes seconds of one core for a large shop. */
export interface ModelWork {
  fitPurchases(histories: readonly CountedHistory[], model: ModelName): Promise<BgNbd | undefined>;
  fitSpending(spending: readonly Spending[]): Promise<GammaGamma | undefined>;
  forecasts(
    models: Models,
    histories: readonly (PurchaseHistory & { readonly value: Spending })[],
  ): Promise<Forecast[]>;
  /** Cancels the current computation. */
  close(): Promise<void>;
}

/** Computes on the caller's thread, for a process that does nothing else. */
export const onThisThread: ModelWork = {
  fitPurchases: async (histories, model) => fitBgNbd(histories, model),
  fitSpending: async (spending) => fitGammaGamma(spending),
  forecasts: async (models, histories) => histories.map((history) => forecast(models, history)),
  close: async () => {},
};
