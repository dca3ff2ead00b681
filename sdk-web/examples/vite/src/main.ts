import { safar } from "./tracking";

const teapot = { product_id: "teapot", name: "Teapot", price: 19.9, currency: "EUR" };

safar.product.view(teapot);
document.getElementById("add")!.onclick = () => safar.cart.add({ ...teapot, quantity: 1 });
