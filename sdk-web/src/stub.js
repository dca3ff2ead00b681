window.safar =
  window.safar ||
  ((q) =>
    (function p(n) {
      return new Proxy(() => {}, {
        get: (_, k) => (k === "q" ? q : p(n.concat(k))),
        apply: (_, _this, a) =>
          new Promise((r) => {
            q.push([n, a, Date.now(), location.href, r]);
          }),
      });
    })([]))([]);
