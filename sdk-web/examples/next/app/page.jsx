import { Product } from "./product";

// Rendered on the server at each request.
export const dynamic = "force-dynamic";

export default function Page() {
  return <Product product={{ product_id: "teapot", name: "Teapot", price: 19.9, currency: "EUR" }} />;
}
