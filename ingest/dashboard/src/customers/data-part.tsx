import { useState } from "preact/hooks";
import { postForFile } from "../post.js";
import { saveFile } from "../save-file.js";
import { useView } from "../view.js";
import { ForgetPart } from "./forget-part.js";
import { LinksChoice } from "./links-choice.js";
import type { OneAsked } from "./one-customer.js";
import type { Erasing } from "./use-erasing.js";
import { useProblem } from "./use-problem.js";
import { useCustomerWords } from "./use-words.js";

/**
 * What the operator may do with a customer's data: hand it out, and erase it. It stands above all that comes later, so
 * that nothing pushes a button away while it is pressed.
 */
export function DataPart({ asked, erasing }: { readonly asked: OneAsked; readonly erasing: Erasing }) {
  const said = useCustomerWords();
  const { role } = useView();
  if (role !== "operator") return null;
  return (
    <details class="panel wide folded" id="data">
      <summary>
        <h3>{said.data}</h3>
      </summary>
      <p class="about">{said.dataAbout}</p>
      <ExportPart asked={asked} />
      <ForgetPart asked={asked} erasing={erasing} />
    </details>
  );
}

function ExportPart({ asked }: { readonly asked: OneAsked }) {
  const said = useCustomerWords();
  const problemOf = useProblem();
  const [isBusy, setBusy] = useState(false);
  const [mustChoose, setMustChoose] = useState(false);
  const [told, setTold] = useState("");
  const press = async (links?: "all" | "trusted") => {
    setBusy(true);
    setTold("");
    const { source, customer: id, guest } = asked;
    const answer = await postForFile("/dashboard/customers/export", {
      ...{ source, id, as: guest ? "guest" : "user" },
      ...(links ? { links } : {}),
    });
    setBusy(false);
    setMustChoose(!answer.isDone && answer.code === "choose_links");
    if (answer.isDone) saveFile(answer.body, "safar-customer.jsonl");
    setTold(answer.isDone ? said.exported : problemOf(answer));
  };
  return (
    <>
      <p class="buttons">
        <button type="button" class="tool" id="export" disabled={isBusy} onClick={() => press()}>
          {said.exportButton}
        </button>
      </p>
      {mustChoose && <LinksChoice onChosen={press} />}
      {told && <p role="status">{told}</p>}
    </>
  );
}
