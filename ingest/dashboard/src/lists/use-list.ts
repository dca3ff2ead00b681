import type { QuestionParams } from "../answers.js";
import { useView } from "../view.js";

/** What a panel asks for a list of customers: with how each is reached, and as a file without. */
export interface ListAsked {
  readonly question: string;
  readonly params: QuestionParams | undefined;
  readonly file: { readonly question: string; readonly params: QuestionParams } | undefined;
}

/** @param params undefined while they are not known */
export function useList(list: string, params: QuestionParams | undefined): ListAsked {
  const { state } = useView();
  return {
    question: `list_${list}`,
    params: params && { ...params, reachable: state.reachable },
    file: params && { question: list, params },
  };
}
