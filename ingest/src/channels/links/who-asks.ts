import type { IncomingHttpHeaders } from "node:http";
import { botCheck } from "../../event/enrich/is-bot.js";

/** What is seen of a request for a link or an image of a message. */
export interface Asking {
  readonly method: string;
  readonly headers: Readonly<IncomingHttpHeaders>;
  /** Milliseconds since the message was composed; undefined where no machine follows links, as in a notification. */
  readonly sinceMs: number | undefined;
}

/** Nobody reads a message and clicks so fast; mail scanners follow every link as it is delivered. */
const TOO_FAST_MS = 2_000;

/** Scanners of mail that do not call themselves robots. */
const SCANNERS =
  /barracuda|mimecast|proofpoint|symantec|trendmicro|fireeye|safelinks|cloudmark|sophos|zscaler/i;

/** Gmail's and Yahoo's proxies load images when a person opens a message. */
const IMAGE_PROXIES = /GoogleImageProxy|YahooMailProxy/;

const isBot = botCheck();

/** Whether a person asks, or a machine: a scanner, a prefetch, a robot, or whoever is faster than people are. */
export function whoAsks({ method, headers, sinceMs }: Asking): "person" | "machine" {
  if (method !== "GET") return "machine";
  const agent = headers["user-agent"]?.slice(0, 1_000) ?? "";
  // Apple's privacy proxy loads all images at delivery, as bare Mozilla/5.0.
  if (agent === "" || agent === "Mozilla/5.0" || SCANNERS.test(agent)) return "machine";
  const purpose = [headers.purpose, headers["sec-purpose"], headers["x-purpose"], headers["x-moz"]].join(" ");
  if (/prefetch|prerender|preview/i.test(purpose)) return "machine";
  if (sinceMs !== undefined && sinceMs < TOO_FAST_MS) return "machine";
  return !IMAGE_PROXIES.test(agent) && isBot(agent) ? "machine" : "person";
}
