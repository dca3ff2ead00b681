import { attempt } from "./attempt.js";

/** The first-party cookie with the visitor's id. Does nothing, silently, where cookies are denied. */
export interface IdCookie {
  read(): string | undefined;
  /** Keeps the id for a year from now; "" deletes it. */
  write(id: string): void;
}

const cookieName = "safar_id";
const yearSeconds = 31_536_000;

const readAny = (name: string): string | undefined =>
  new RegExp(`(?:^|; )${name}=([^;]*)`).exec(document.cookie)?.[1];

const writeAny = (name: string, value: string, domain: string | undefined): void => {
  const seconds = value ? yearSeconds : 0;
  const secure = location.protocol === "https:" ? ";secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is younger than the browsers served
  document.cookie = `${name}=${value};path=/;max-age=${seconds};samesite=lax${secure}${domain ? `;domain=${domain}` : ""}`;
};

/** @param wanted a domain, "auto-shared" for the widest one, or undefined for this host alone */
export function createIdCookie(wanted: string | undefined): IdCookie {
  let domain = wanted;
  return {
    read: () => attempt(() => readAny(cookieName)),
    write: (id) =>
      attempt(() => {
        if (domain === "auto-shared") domain = widestDomain();
        writeAny(cookieName, id, domain);
      }),
  };
}

/** Browsers refuse a cookie for a public suffix like `co.uk`: the first domain, from the right, that they take. */
function widestDomain(): string | undefined {
  const labels = location.hostname.split(".");
  for (let from = labels.length; from--; ) {
    const domain = labels.slice(from).join(".");
    writeAny("safar_try", "1", domain);
    const isTaken = readAny("safar_try");
    writeAny("safar_try", "", domain);
    if (isTaken) return domain;
  }
  return undefined;
}
