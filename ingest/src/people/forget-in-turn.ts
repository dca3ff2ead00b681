import {
  ForgetError,
  type ForgetParts,
  type ForgetRequest,
  type ForgetStep,
  forget,
  type Receipt,
} from "./forget.js";
import { keepReceipt } from "./receipts.js";

/** Erases people one after the other, whoever asks for it. */
export interface ForgetInTurn {
  /** Somebody is being erased, or looked for. */
  readonly isBusy: boolean;
  /**
   * Erases a person, or tries to, and keeps the receipt.
   *
   * @throws {ForgetError} `busy` while another one is being erased, and what {@link forget} throws
   */
  erase(request: ForgetRequest, onStep?: (step: ForgetStep) => void): Promise<Receipt>;
}

/** @param folder keeps the receipts */
export function forgetInTurn(parts: ForgetParts, folder: string): ForgetInTurn {
  let isBusy = false;
  return {
    get isBusy() {
      return isBusy;
    },
    async erase(request, onStep = () => {}) {
      if (isBusy)
        throw new ForgetError("busy", "Another person is being erased. Ask again when that is done.");
      isBusy = true;
      try {
        const steps = forget(parts, request);
        let next = await steps.next();
        for (; !next.done; next = await steps.next()) onStep(next.value);
        if (!request.dryRun) await keepReceipt(folder, next.value);
        return next.value;
      } finally {
        isBusy = false;
      }
    },
  };
}
