import { type Config, ConfigError } from "../../../settings/config.js";
import { bounceMailbox } from "./mailbox-settings.js";
import { openMailbox } from "./open-mailbox.js";

/** Whether the mailbox of bounces can be read. */
export interface CheckedMailbox {
  readonly said: string;
  /** Why it can't; undefined when it can. */
  readonly problem?: string;
}

/** Opens the mailbox that the settings name, and closes it again. @returns undefined where none is named */
export async function checkMailbox(
  config: Pick<Config, "SAFAR_BOUNCES_URL">,
): Promise<CheckedMailbox | undefined> {
  try {
    const mailbox = bounceMailbox(config);
    if (mailbox === undefined) return undefined;
    const opened = await openMailbox(mailbox);
    await opened.close();
    const { count } = opened;
    return { said: `${mailbox.shown} can be read: ${count} ${count === 1 ? "e-mail" : "e-mails"} in it` };
  } catch (error) {
    const { message } = error as Error;
    return { said: "", problem: error instanceof ConfigError ? message : `${message}.` };
  }
}
