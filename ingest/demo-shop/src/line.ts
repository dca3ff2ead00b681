/**
 * The line between this page and the collector, which the visitor can cut. It stands before Safar's script in
 * the page, so that the script meets a network that fails as networks do:
 * offline, every request fails and the browser says so; flaky, the collector takes every second batch but
 * its answer never comes back. What the panel reads goes on, so that it can show what has arrived.
 */
{
  const KEY = "demo.line";
  const states: readonly LineState[] = ["online", "flaky", "offline"];
  let state = states.find((known) => known === sessionStorage.getItem(KEY)) ?? "online";
  let flakyRequests = 0;

  const isForEvents = (address: string) => new URL(address, location.href).pathname.startsWith("/v1/");
  const failed = () => new TypeError("Failed to fetch (the demo's line is cut)");

  const realFetch = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    if (!isForEvents(address)) return realFetch(input, init);
    if (state === "offline") throw failed();
    const losesAnswer = state === "flaky" && flakyRequests++ % 2 === 0;
    const answer = await realFetch(input, init);
    if (losesAnswer) throw failed();
    return answer;
  };

  const realBeacon = navigator.sendBeacon.bind(navigator);
  navigator.sendBeacon = (address, body) =>
    state === "offline" && isForEvents(String(address)) ? false : realBeacon(address, body);

  const onLine = Object.getOwnPropertyDescriptor(Navigator.prototype, "onLine")!.get!;
  Object.defineProperty(navigator, "onLine", { get: () => state !== "offline" && onLine.call(navigator) });

  window.line = {
    get state() {
      return state;
    },
    change(next) {
      const wasOffline = state === "offline";
      state = next;
      sessionStorage.setItem(KEY, next);
      if (wasOffline !== (next === "offline")) {
        window.dispatchEvent(new Event(next === "offline" ? "offline" : "online"));
      }
    },
  };
}
