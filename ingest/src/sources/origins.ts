/** An origin as browsers send it, or with `*.` before its host for all subdomains. */
const ALLOWED = /^(https?:\/\/)(\*\.)?([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d{1,5})?$/;

/** Whether a text is valid as an allowed origin: `https://shop.example`, `https://*.shop.example`. */
export function isAllowable(origin: string): boolean {
  if (!ALLOWED.test(origin)) return false;
  const plain = origin.replace("*.", "");
  return URL.canParse(plain) && new URL(plain).origin === plain;
}

/**
 * Makes a source's origin check: true when pages of an origin may send to it.
 *
 * @param allowed origins valid by {@link isAllowable}; an empty list allows every origin
 */
export function originRule(allowed: readonly string[]): (origin: string) => boolean {
  if (allowed.length === 0) return () => true;
  const exact = new Set(allowed);
  const below = allowed.flatMap((one) => {
    const [scheme, host, ...more] = one.split("*");
    return host !== undefined && more.length === 0 ? [{ scheme: scheme ?? "", host }] : [];
  });
  return (origin) =>
    exact.has(origin) ||
    below.some(
      ({ scheme, host }) =>
        origin.startsWith(scheme) &&
        origin.endsWith(host) &&
        /^[a-z0-9.-]+$/.test(origin.slice(scheme.length, -host.length)),
    );
}
