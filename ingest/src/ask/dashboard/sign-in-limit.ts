import { createHmac, randomBytes } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { tokenBuckets } from "../../collect/limits/token-buckets.js";
import { isPrivate, senderOf } from "../../connections/sender-address.js";
import { sameSecret } from "../../data-folder/same-secret.js";
import { cookieName, isSecure } from "./guard.js";

/** Wrong secrets a minute: of one browser or address, and of all that stand behind one proxy. */
const A_MINUTE = 10;
const A_MINUTE_BEHIND_PROXY = 100;

/** How long a browser that has signed in once is known, in seconds. */
const KNOWN_SECONDS = 30 * 24 * 3_600;

/** Few enough to cost little, many enough that nobody makes all others forgotten. */
const MOST = 20_000;

/** Bounds how often a secret is guessed, so that guessing locks out nobody else. */
export interface SignInLimit {
  /** @returns milliseconds until whoever asks may try again; 0 when they may now */
  wait(request: FastifyRequest): number;
  /** Counts a wrong secret. */
  failed(request: FastifyRequest): void;
  /** Lets a browser that knew the secret be told from strangers next time. */
  remember(request: FastifyRequest, reply: FastifyReply): void;
}

export const newDeviceKey = (): Uint8Array => randomBytes(32);

/**
 * Counts by browsers that have signed in before (OWASP, "Device cookies"), and else by address. Behind a proxy that
 * SAFAR_TRUST_PROXY does not name all have the proxy's address: there the last address of X-Forwarded-For counts,
 * which the proxy itself has written, and all of them together, since without a proxy anybody could write it.
 *
 * @param key by which browsers are known again
 * @param among how many processes share the limits: each lets its part of the guesses through, so that all together
 *   let no more through than one would
 */
export function signInLimit(key: Uint8Array = newDeviceKey(), among = 1): SignInLimit {
  const bucketsOf = (aMinute: number) => {
    const own = Math.max(1, Math.floor(aMinute / among));
    return tokenBuckets({ perSecond: own / 60, burst: own, most: MOST });
  };
  const each = bucketsOf(A_MINUTE);
  const behind = bucketsOf(A_MINUTE_BEHIND_PROXY);
  const sign = (id: string) => createHmac("sha256", key).update(id).digest("base64url");

  function deviceOf(request: FastifyRequest): string | undefined {
    const [id = "", signature = ""] = (request.cookies[knownCookie(request)] ?? "").split(".");
    return id !== "" && sameSecret(signature, sign(id)) ? id : undefined;
  }

  function take(request: FastifyRequest, amount: number): number {
    const device = deviceOf(request);
    if (device !== undefined) return each.take(`device ${device}`, amount);
    const { address, proxy } = whereFrom(request);
    const wait = each.take(`${proxy ?? ""} ${address}`, amount);
    return proxy === undefined ? wait : Math.max(wait, behind.take(proxy, amount));
  }

  return {
    wait: (request) => take(request, 0),
    failed: (request) => void take(request, 1),
    remember(request, reply) {
      const id = deviceOf(request) ?? randomBytes(12).toString("base64url");
      reply.setCookie(knownCookie(request), `${id}.${sign(id)}`, {
        path: "/dashboard/session",
        httpOnly: true,
        sameSite: "strict",
        secure: isSecure(request),
        maxAge: KNOWN_SECONDS,
      });
    },
  };
}

const knownCookie = (request: FastifyRequest) => `${cookieName(request)}_known`;

/** Whom a request is from, and through which proxy that nobody named. */
function whereFrom({ ip, headers }: FastifyRequest): { address: string; proxy?: string } {
  const forwarded = headers["x-forwarded-for"];
  if (!isPrivate(ip) || forwarded === undefined) return { address: senderOf(ip) ?? ip };
  const last = String(forwarded).slice(-100).split(",").at(-1)?.trim() ?? "";
  return { address: senderOf(last) ?? "unknown", proxy: ip };
}
