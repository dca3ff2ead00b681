import { sameSecret } from "../../data-folder/same-secret.js";

/** What somebody at the dashboard may do, from less to more: look; also change journeys; also erase people. */
export const ROLES = ["viewer", "editor", "operator"] as const;
export type Role = (typeof ROLES)[number];

/** What each role signs in with; without a secret nobody signs in as it. */
export interface Secrets {
  readonly viewer: string;
  readonly editor?: string | undefined;
  readonly operator?: string | undefined;
}

/** Whether a role may do what another one may. */
export function mayAs(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** The role that a secret opens, in a time that does not tell how near it was. */
export function roleOfSecret(shown: string, secrets: Secrets): Role | undefined {
  // Each is compared, whichever fits.
  const fitting = ROLES.filter((role) => {
    const isSame = sameSecret(shown, secrets[role] ?? "");
    return isSame && (secrets[role] ?? "") !== "";
  });
  return fitting.at(-1);
}
