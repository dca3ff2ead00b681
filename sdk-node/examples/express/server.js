import { Safar } from "@safar/node";
import express from "express";

const { PORT = "3000", SAFAR_WRITE_KEY, SAFAR_HOST = "http://127.0.0.1:7070" } = process.env;

const safar = new Safar({ writeKey: SAFAR_WRITE_KEY, host: SAFAR_HOST });
const app = express().use(express.json());

app.post("/orders", (request, response) => {
  const { id, customer, total } = request.body;
  // … the shop stores the order and takes the payment here …
  safar.order.complete({ userId: customer, properties: { order_id: id, total, currency: "EUR" } });
  response.status(201).json({ id });
});

app.post("/orders/:id/refunds", (request, response) => {
  const { customer, total } = request.body;
  safar.order.refund({
    userId: customer,
    properties: { order_id: request.params.id, total, currency: "EUR" },
  });
  response.status(201).end();
});

const server = app.listen(Number(PORT), "127.0.0.1", () =>
  console.log(`http://127.0.0.1:${server.address().port}`),
);

// What was tracked is sent before the process ends.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.close(() => safar.close()));
