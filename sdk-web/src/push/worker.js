// The shop's service worker imports this: it shows what Safar sends, and opens where a click leads. Other notifications are
// not its own.
addEventListener("push", (event) => {
  let told = {};
  try {
    told = event.data.json();
  } catch {}
  const { safar, title, url, ...more } = told;
  if (safar) event.waitUntil(registration.showNotification(title, { ...more, data: { safar: [url] } }));
});

addEventListener("notificationclick", (event) => {
  const { notification } = event;
  const [url] = notification.data?.safar ?? [];
  if (notification.data?.safar) notification.close();
  if (url) event.waitUntil(clients.openWindow(url));
});
