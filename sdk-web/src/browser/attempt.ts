/**
 * Does what the platform may refuse: storage, cookies, locks and channels throw in sandboxed frames, with
 * site data blocked, or where they are missing. Returns undefined then.
 */
export function attempt<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
