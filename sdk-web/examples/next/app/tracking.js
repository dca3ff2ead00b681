import { Safar } from "@safar/web";

// On the server every call of it does nothing; in the browser it tracks.
export const safar = new Safar({
  writeKey: process.env.NEXT_PUBLIC_SAFAR_WRITE_KEY,
  host: process.env.NEXT_PUBLIC_SAFAR_HOST ?? "http://127.0.0.1:7070",
  trackPages: "all",
});
