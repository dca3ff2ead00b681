export interface KeyDates {
  /** When it was created and when it expires; ISO 8601. */
  readonly createdAt?: string;
  readonly expiresAt?: string;
  readonly disabled?: boolean;
}

/** A write key as the file keeps it. */
export type KeyEntry = KeyDates &
  (
    | { readonly kind: "web"; readonly key: string }
    | { readonly kind: "server"; readonly sha256: string; readonly hint: string }
  );
