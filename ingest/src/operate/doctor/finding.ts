/** Result of a check. */
export interface Finding {
  /** What was checked, in a few words. */
  readonly about: string;
  /** `warn`: it works now, but may stop working soon, or is less safe than it could be. */
  readonly state: "ok" | "warn" | "fail";
  readonly said: string;
  /** What to do about it. */
  readonly todo?: string;
}

export const ok = (about: string, said: string): Finding => ({ about, state: "ok", said });
export const warn = (about: string, said: string, todo: string): Finding => ({
  about,
  state: "warn",
  said,
  todo,
});
export const fail = (about: string, said: string, todo: string): Finding => ({
  about,
  state: "fail",
  said,
  todo,
});
