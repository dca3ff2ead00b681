import { idText } from "@safar/schemas";

/**
 * The labels of the persons that an event tells of, as the list of tables in `@safar/schemas` has them.
 *
 * @param event of any content, also one that is no valid event
 */
export function labelsOf({ userId, anonymousId, previousId }: Readonly<Record<string, unknown>>): string[] {
  const user = idText(userId);
  const former = idText(previousId);
  const labels = [user === "" ? `guest/${idText(anonymousId)}` : `user/${user}`];
  if (former !== "") labels.push(`user/${former}`, `guest/${former}`);
  return labels;
}
