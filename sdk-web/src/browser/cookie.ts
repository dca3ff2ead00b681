import { attempt } from "./attempt.js";

const name = "safar_id";
const yearSeconds = 31_536_000;

const write = (cookie: string, domain: string | undefined, seconds: number): void => {
  const secure = location.protocol === "https:" ? ";secure" : "";
  document.cookie = `${cookie};path=/;max-age=${seconds};samesite=lax${secure}${domain ? `;domain=${domain}` : ""}`;
};

const read = (cookie: string): string | undefined =>
  document.cookie
    .split("; ")
    .find((entry) => entry.startsWith(`${cookie}=`))
    ?.slice(cookie.length + 1);

/** The first-party cookie with the visitor's id. Does nothing, silently, where cookies are denied. */
export interface IdCookie {
  read(): string | undefined;
  /** Keeps the id for a year from now; undefined deletes it. */
  write(id: string | undefined): void;
}

/** @param wanted a domain, "auto-shared" for the widest one, or undefined for this host alone */
export function createIdCookie(wanted: string | undefined): IdCookie {
  let domain = wanted;
  return {
    read: () => attempt(() => read(name)),
    write: (id) =>
      attempt(() => {
        if (domain === "auto-shared") domain = widestDomain();
        write(`${name}=${id}`, domain, id ? yearSeconds : 0);
      }),
  };
}

/** Browsers refuse a cookie for a public suffix like `co.uk`: the first domain, from the right, that they take. */
function widestDomain(): string | undefined {
  const labels = location.hostname.split(".");
  for (let from = labels.length - 1; from >= 0; from--) {
    const domain = labels.slice(from).join(".");
    write("safar_try=1", domain, 9);
    const isTaken = read("safar_try");
    write("safar_try=", domain, 0);
    if (isTaken) return domain;
  }
  return undefined;
}
