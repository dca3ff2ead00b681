"use client";

import { useEffect } from "react";
import { safar } from "./tracking";

export function Product({ product }) {
  useEffect(() => safar.product.view(product), [product]);
  return (
    <main>
      <h1>{product.name}</h1>
      <p>
        €{product.price}{" "}
        <button type="button" id="add" onClick={() => safar.cart.add({ ...product, quantity: 1 })}>
          Add to cart
        </button>
      </p>
    </main>
  );
}
