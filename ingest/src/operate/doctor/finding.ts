/** What a check found. */
export interface Finding {
  /** What was looked at, in a few words. */
  readonly about: string;
  /** `warn`: it works now, and may not for long, or not as safely as it could. */
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
