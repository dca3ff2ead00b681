import type { Safar } from "../browser/calls.js";
import { askSoftly, type SoftAsk } from "./soft-ask.js";
import { workerAt } from "./worker-at.js";

/**
 * How a call ended.
 *
 * - `subscribed`: this browser takes notifications, and the collector is told where
 * - `later`: the visitor said "not now", here or to the browser's own question; ask again another day
 * - `denied`: the browser asks no more, because the visitor said no to it, or in a private window
 * - `unsupported`: this browser has no notifications from pages, or none in a private window
 * - `no-consent`: the visitor may not be remembered (`safar.consent`)
 * - `off`: the collector sends none (SAFAR_PUSH_CONTACT)
 * - `no-worker`: the service worker of the shop can't be started; `message` says why
 * - `failed`: the browser's push service or the collector can't be reached; `message` says why
 */
export interface PushResult {
  readonly result:
    | "subscribed"
    | "later"
    | "denied"
    | "unsupported"
    | "no-consent"
    | "off"
    | "no-worker"
    | "failed";
  readonly message?: string;
  readonly endpoint?: string;
}

export interface PushOptions {
  /** The collector's address, such as https://collect.shop.example. */
  readonly host: string;
  /** Path of the shop's service worker: `/safar-push-worker.js` if left out. */
  readonly worker?: string | undefined;
  /** In place of `worker`: a service worker that the shop has already, with the line of ours in it. */
  readonly registration?: ServiceWorkerRegistration | undefined;
}

export interface Push {
  /**
   * Subscribes this browser. It asks by a small card first, and then lets the browser ask: who says no to the card can be
   * asked another day, and who says no to the browser can't. Call it on a click, or when a visitor has seen enough.
   *
   * @param options.ask the card's words; false leaves it out, where a button of the page asked already
   */
  subscribe(options?: { readonly ask?: SoftAsk | false }): Promise<PushResult>;
  /** Ends this browser's subscription, and the permission of its visitor. @returns whether there was one */
  unsubscribe(): Promise<boolean>;
  /** Tells the collector where this browser takes notifications, once a visit, where it does. The tag calls it. */
  renew(): Promise<PushResult | undefined>;
}

type Tracker = Pick<Safar, "track" | "anonymousId">;

/** Of this tab: where the collector was told last. */
const TOLD = "safar:push";

/** Notifications for a page's instance. No call throws. */
export function createPush(
  safar: Tracker,
  { host, worker = "/safar-push-worker.js", registration }: PushOptions,
): Push {
  const isSupported = () =>
    "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

  /** The worker that takes notifications, where there is one. */
  const workerHere = async () => registration ?? (isSupported() ? await workerAt(worker, false) : undefined);

  /** Subscribes with the collector's key; a subscription with another one takes nothing. */
  async function subscribeWith(key: string, own: ServiceWorkerRegistration): Promise<PushSubscription> {
    const known = await own.pushManager.getSubscription();
    if (known && keyOf(known) === key) return known;
    await known?.unsubscribe();
    return await own.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  }

  function tell(
    event: string,
    properties: Record<string, unknown>,
    subscription: PushSubscription,
  ): PushResult {
    const { endpoint, keys } = subscription.toJSON();
    safar.track(event as "Subscribed", { ...properties, subscription: { endpoint, keys } } as never);
    remember(subscription.endpoint);
    return { result: "subscribed", endpoint: subscription.endpoint };
  }

  const guarded = async (run: () => Promise<PushResult>): Promise<PushResult> => {
    try {
      return await run();
    } catch (error) {
      return { result: "failed", message: `${error}` };
    }
  };

  return {
    subscribe: ({ ask } = {}) =>
      guarded(async () => {
        if (!isSupported()) return { result: "unsupported" };
        if (safar.anonymousId === undefined) return { result: "no-consent" };
        if (Notification.permission === "denied") return { result: "denied" };
        const key = await keyAt(host);
        if (key === undefined) return { result: "off" };
        if (Notification.permission !== "granted") {
          if (ask !== false && !(await askSoftly(ask))) return { result: "later" };
          const answer = await Notification.requestPermission();
          if (answer !== "granted") return { result: answer === "denied" ? "denied" : "later" };
        }
        let own = registration;
        try {
          own ??= await workerAt(worker, true);
        } catch (error) {
          return {
            result: "no-worker",
            message: `${error} The shop serves a file ${worker} with this line: importScripts("${host}/safar-push-worker.js");`,
          };
        }
        return tell("Subscribed", { channel: "push" }, await subscribeWith(key, own!));
      }),

    async unsubscribe() {
      try {
        const known = await (await workerHere())?.pushManager.getSubscription();
        if (!known) return false;
        await known.unsubscribe();
        remember("");
        safar.track("Unsubscribed", { channel: "push", endpoint: known.endpoint } as never);
        return true;
      } catch {
        return false;
      }
    },

    async renew() {
      if (!isSupported() || Notification.permission !== "granted" || safar.anonymousId === undefined) return;
      const own = await workerHere().catch(() => undefined);
      const known = await own?.pushManager.getSubscription().catch(() => null);
      if (!known || told() === known.endpoint) return;
      return await guarded(async () => {
        const key = await keyAt(host);
        if (key === undefined) return { result: "off" };
        return tell("Push Subscription Renewed", {}, await subscribeWith(key, own!));
      });
    },
  };
}

/** The key with which browsers subscribe; undefined where the collector sends no notifications. */
async function keyAt(host: string): Promise<string | undefined> {
  const answer = await fetch(`${host}/v1/push-key`);
  if (answer.status === 404) return;
  if (!answer.ok) throw new Error(`The collector answered ${answer.status}.`);
  return (await answer.json()).publicKey;
}

/** A subscription's own key, as the collector writes it. */
function keyOf({ options }: PushSubscription): string {
  const bytes = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

function told(): string | undefined {
  try {
    return sessionStorage[TOLD];
  } catch {
    return undefined;
  }
}

function remember(endpoint: string): void {
  try {
    sessionStorage[TOLD] = endpoint;
  } catch {
    // The browser denies storage: it is told again on the next page.
  }
}
