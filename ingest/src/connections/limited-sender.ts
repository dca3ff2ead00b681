import type { Socket } from "node:net";
import proxyAddress from "@fastify/proxy-addr";
import type { TrustedProxies } from "../settings/trusted-proxies.js";
import { isPrivate, senderOf } from "./sender-address.js";

/**
 * Returns the sender that a connection counts for: its remote address. A proxy (named by SAFAR_TRUST_PROXY, or at a
 * private address) may carry all customers' connections, so it is not limited.
 */
export function limitedSender(proxies: TrustedProxies): (socket: Socket) => string | undefined {
  const isProxy = proxies === false ? () => false : proxyAddress.compile(proxies);
  return ({ remoteAddress: address }) =>
    address === undefined || isPrivate(address) || isProxy(address, 0) ? undefined : senderOf(address);
}
