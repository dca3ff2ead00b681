import type { CustomerErasure } from "@safar/schemas/dashboard";
import { useState } from "preact/hooks";
import { post } from "../post.js";
import { useAsking } from "../use-answer.js";
import type { OneAsked } from "./one-customer.js";
import { useProblem } from "./use-problem.js";

/** How far an erasure is. */
export type ErasingStep = "none" | "looking" | "shown" | "erasing" | "done";

export interface Erasing {
  readonly step: ErasingStep;
  /** What is stored, or what was erased. */
  readonly erasure: CustomerErasure | undefined;
  /** Which links were chosen; undefined where they need not be, or are not yet. */
  readonly links: "all" | "trusted" | undefined;
  readonly problem: string | undefined;
  look(links?: "all" | "trusted"): Promise<void>;
  erase(): Promise<void>;
  cancel(): void;
}

/** Looks for what is stored of a customer, and erases it when it was confirmed. */
export function useErasing({ source, customer: id, guest }: OneAsked): Erasing {
  const { refresh } = useAsking();
  const problemOf = useProblem();
  const [step, setStep] = useState<ErasingStep>("none");
  const [erasure, setErasure] = useState<CustomerErasure>();
  const [links, setLinks] = useState<"all" | "trusted">();
  const [problem, setProblem] = useState<string>();
  const ask = async (
    what: "look" | "forget",
    followed: typeof links,
    done: ErasingStep,
    before: ErasingStep,
  ) => {
    setProblem(undefined);
    setStep(what === "look" ? "looking" : "erasing");
    const answer = await post<CustomerErasure>(`/dashboard/customers/${what}`, {
      ...{ source, id, as: guest ? "guest" : "user" },
      ...(followed ? { links: followed } : {}),
    });
    setStep(answer.isDone ? done : before);
    if (answer.isDone) setErasure(answer.body);
    else setProblem(problemOf(answer));
    if (!answer.isDone && before === "none") setErasure(undefined);
    return answer.isDone;
  };
  return {
    ...{ step, erasure, links, problem },
    async look(followed) {
      setLinks(followed);
      await ask("look", followed, "shown", "none");
    },
    async erase() {
      if (await ask("forget", links, "done", "shown")) refresh();
    },
    cancel() {
      setStep("none");
      setErasure(undefined);
      setLinks(undefined);
      setProblem(undefined);
    },
  };
}
