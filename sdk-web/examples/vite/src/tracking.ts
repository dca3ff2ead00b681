import { Safar } from "@safar/web";

const { VITE_SAFAR_WRITE_KEY, VITE_SAFAR_HOST = "http://127.0.0.1:7070" } = import.meta.env;

export const safar = new Safar({ writeKey: VITE_SAFAR_WRITE_KEY, host: VITE_SAFAR_HOST, trackPages: "all" });
