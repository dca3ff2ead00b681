/** Whether the browser asks for privacy, by Global Privacy Control or Do Not Track. */
export const asksForPrivacy = (): boolean =>
  !!(navigator as { globalPrivacyControl?: unknown }).globalPrivacyControl || navigator.doNotTrack === "1";
