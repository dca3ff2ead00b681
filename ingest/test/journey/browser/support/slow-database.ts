/** What the page's script gives as `slowDatabase.hold(name)`, for the next call of this name. */
export interface Hold {
  /** The call was made. Its transaction may wait for others. */
  readonly asked: Promise<void>;
  /** The call's transaction has read or written, and is not complete. */
  readonly begun: Promise<void>;
  /** Lets the transaction end. */
  end(): void;
}

/** For a page's head, before Safar: lets a test hold what the page asks of its database. */
export const slowDatabase = `<script>{
  const held = {};
  const holding = new WeakSet();
  const { commit } = IDBTransaction.prototype;
  IDBTransaction.prototype.commit = function () {
    // One that was committed by hand can be asked for nothing more.
    if (!holding.has(this)) commit.call(this);
  };
  for (const name of ["getAll", "put"]) {
    const original = IDBObjectStore.prototype[name];
    IDBObjectStore.prototype[name] = function (...given) {
      const request = original.apply(this, given);
      const hold = held[name];
      if (!hold) return request;
      delete held[name];
      hold.ask();
      holding.add(this.transaction);
      // A transaction goes on as long as more is asked of it.
      const goOn = () => {
        if (!hold.isOver) this.count().onsuccess = goOn;
      };
      request.addEventListener("success", () => {
        hold.begin();
        goOn();
      });
      return request;
    };
  }
  window.slowDatabase = {
    hold(name) {
      const hold = (held[name] = { isOver: false });
      const asked = new Promise((resolve) => (hold.ask = resolve));
      const begun = new Promise((resolve) => (hold.begin = resolve));
      return { asked, begun, end: () => (hold.isOver = true) };
    },
  };
}</script>`;

declare global {
  interface Window {
    slowDatabase: { hold(name: "getAll" | "put"): Hold };
  }
}
