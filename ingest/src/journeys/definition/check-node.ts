import { commerceEvent, type JourneyDelay, type JourneyNode, type JourneySend } from "@safar/schemas";
import { type NodeType, nodes } from "@safar/schemas/journey";
import { type TObject, Type } from "typebox";
import { FATES } from "../../channels/fate.js";
import { isPublicAddress, literalAddress } from "../../channels/public-address.js";
import { PUSH_RENEWED } from "../sending/contact.js";
import { ADDRESS_FIELDS } from "../templates/fill-in.js";
import { checkCondition, checkRules } from "./check-condition.js";
import { type CheckFields, fieldChecker } from "./check-fields.js";
import { type Problem, shown } from "./problem.js";

const checkers = Object.fromEntries(
  Object.entries(nodes).map(([type, schema]) => [type, fieldChecker(open(schema as TObject))]),
) as Record<NodeType, CheckFields>;

/** The condition of a node is looked into by itself. */
function open(schema: TObject): TObject {
  const { properties, required: _, type: __, ...rules } = schema;
  if (!("condition" in properties)) return schema;
  return Type.Object({ ...properties, condition: Type.Unknown({ description: "What is asked." }) }, rules);
}

/** Everything that is wrong with a node by itself. */
export function checkNode(value: unknown, at: Problem["path"]): Problem[] {
  const type = (value as { type?: unknown } | null)?.type as NodeType;
  if (!Object.hasOwn(checkers, type ?? "")) {
    const told =
      type === undefined ? 'The field "type" is missing.' : `${shown(type)} is not a type of node.`;
    return [{ code: "unfit", path: at, message: `${told} Types are ${Object.keys(nodes).join(", ")}.` }];
  }
  const unfit = checkers[type](value, at);
  return unfit.length > 0 ? unfit : checkMore(value as JourneyNode, at);
}

function checkMore(node: JourneyNode, at: Problem["path"]): Problem[] {
  switch (node.type) {
    case "send":
      return checkSend(node, at);
    case "delay":
      return checkDelay(node, at);
    case "wait":
      return checkRules(node.where, [...at, "where"]);
    case "if":
      return checkCondition(node.condition, [...at, "condition"]);
    case "webhook":
      return checkUrl(node.url, [...at, "url"]);
    case "split": {
      const sum = Object.values(node.ways).reduce((all, { share }) => all + share, 0);
      if (sum === 100) return [];
      return [
        {
          code: "shares",
          path: [...at, "ways"],
          message: `The shares make ${sum}. Change them to make 100.`,
        },
      ];
    }
    case "track":
      return checkTracked(node.event, [...at, "event"]);
  }
}

function checkSend({ channels, message }: JourneySend, at: Problem["path"]): Problem[] {
  const unseen = channels.includes("push")
    ? []
    : Object.entries(message).flatMap(([language, said]) =>
        ADDRESS_FIELDS.filter((field) => said[field] !== undefined).map(
          (field): Problem => ({
            code: "no_push",
            path: [...at, "message", language, field],
            message: `Only a notification shows ${shown(field)}. Add "push" to the channels, or take it out.`,
          }),
        ),
      );
  if (channels.every((channel) => channel === "sms")) return unseen;
  const untitled = Object.entries(message)
    .filter(([, { subject }]) => subject === undefined)
    .map(
      ([language]): Problem => ({
        code: "no_subject",
        path: [...at, "message", language],
        message: 'Add a "subject": an e-mail has one, and a notification a title.',
      }),
    );
  return [...unseen, ...untitled];
}

function checkDelay({ for: length, until }: JourneyDelay, at: Problem["path"]): Problem[] {
  if (length === undefined && until === undefined)
    return [{ code: "no_time", path: at, message: 'Add "for", such as "1 hour", or "until", or both.' }];
  if (until?.at !== "usual" || until.orAt !== undefined) return [];
  return [
    {
      code: "no_fallback",
      path: [...at, "until"],
      message: 'Add "orAt", such as "10:00": the time for those of whom no usual hour is known.',
    },
  ];
}

/** Events that only people, shops and providers bring about: a journey that told them would invent orders or a yes. */
const NOT_OURS: ReadonlySet<string> = new Set([
  ...["identify", "page", "screen", "group", "alias", ...FATES, PUSH_RENEWED],
  ...["Order Completed", "Order Updated", "Order Refunded", "Order Cancelled"],
]);

function checkTracked(event: string, path: Problem["path"]): Problem[] {
  if (!NOT_OURS.has(event) && !NOT_OURS.has(commerceEvent(event))) return [];
  return [
    {
      code: "not_ours",
      path,
      message: `${shown(event)} is reserved for events of customers, shops and providers. Choose another name.`,
    },
  ];
}

/** An address that is written as a number is judged now; what a name leads to is known when it is sent to. */
function checkUrl(url: string, path: Problem["path"]): Problem[] {
  if (!URL.canParse(url))
    return [{ code: "bad_url", path, message: `${shown(url)} is no address. Write https://…` }];
  const address = literalAddress(new URL(url));
  if (address === undefined || isPublicAddress(address)) return [];
  return [
    {
      code: "bad_url",
      path,
      message: `${shown(url)} is in a private network. Webhooks can only use public addresses.`,
    },
  ];
}
