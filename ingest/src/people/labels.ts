import { idText } from "@safar/schemas";

/**
 * The labels of the persons in an event, in the form that the list of tables in `@safar/schemas` uses.
 *
 * @param event of any content; it need not be valid
 */
export function labelsOf({ userId, anonymousId, previousId }: Readonly<Record<string, unknown>>): string[] {
  const user = idText(userId);
  const former = idText(previousId);
  const labels = [user === "" ? `guest/${idText(anonymousId)}` : `user/${user}`];
  if (former !== "") labels.push(`user/${former}`, `guest/${former}`);
  return labels;
}
