import type { Socket } from "node:net";
import proxyAddress from "@fastify/proxy-addr";
import type { TrustedProxies } from "../settings/trusted-proxies.js";
import { isPrivate, senderOf } from "./sender-address.js";

/**
 * Whom a connection is counted for: the address at its other end. Behind a proxy, which SAFAR_TRUST_PROXY names or
 * whose address is a private one, may stand all customers at once: its connections are nobody's.
 */
export function limitedSender(proxies: TrustedProxies): (socket: Socket) => string | undefined {
  const isProxy = proxies === false ? () => false : proxyAddress.compile(proxies);
  return ({ remoteAddress: address }) =>
    address === undefined || isPrivate(address) || isProxy(address, 0) ? undefined : senderOf(address);
}
