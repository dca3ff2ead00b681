import type { JourneyDefinition, JourneyMessage } from "@safar/schemas";
import type { Problem } from "../definition/problem.js";
import { DATA_NAMES, reasonOf } from "./fill-in.js";
import { templateEngine } from "./template-engine.js";

/** What is wrong with the templates of a definition: what can't be read, and what names data that there is none of. */
export function checkTemplates({ nodes }: Pick<JourneyDefinition, "nodes">): Problem[] {
  return Object.entries(nodes).flatMap(([name, node]) =>
    node.type !== "send"
      ? []
      : Object.entries(node.message).flatMap(([language, message]) =>
          checkMessage(message, language, ["nodes", name, "message", language]),
        ),
  );
}

function checkMessage(message: JourneyMessage, language: string, path: Problem["path"]): Problem[] {
  // Whether values are escaped changes nothing about what can be read.
  const engine = templateEngine(language, false);
  return Object.entries(message).flatMap(([field, template]) => {
    const problem = (what: string): Problem => ({ code: "template", path: [...path, field], message: what });
    try {
      const unknown = engine
        .globalVariableSegmentsSync(engine.parse(template))
        .map(([root]) => String(root))
        .filter((root) => !(DATA_NAMES as readonly string[]).includes(root));
      return [...new Set(unknown)].map((root) =>
        problem(
          `"${root}" is not data of a message. Available: ${DATA_NAMES.join(", ")}, as in profile.name.`,
        ),
      );
    } catch (error) {
      return [problem(`The template can't be read: ${reasonOf(error)}.`)];
    }
  });
}
