import { Type } from "typebox";
import { Money, Text } from "../fields.js";
import { currency, Products, Properties, productFields } from "./product.js";

const Filter = Type.Object(
  { type: Text("Property to filter by, such as price."), value: Text("The choice, such as under-25.") },
  { title: "ProductFilter", description: "A filter on a list of products." },
);

const Sort = Type.Object(
  { type: Text("Property to sort by, such as price."), value: Text("The direction, such as desc.") },
  { title: "ProductSort", description: "A sort order of a list of products." },
);

const listFields = {
  list_id: Text("Id of the list."),
  category: Text("Category that the list shows."),
  products: Products("The products shown."),
};

/** Browsing events: searches, lists and single products. */
export const productEvents = {
  "Products Searched": Properties("ProductsSearched", "A visitor searched for products.", {
    query: Type.Optional(
      Type.Union([Type.String(), Type.Object({})], { description: "What was searched for." }),
    ),
  }),
  "Product List Viewed": Properties("ProductListViewed", "A visitor saw a list or category.", listFields),
  "Product List Filtered": Properties(
    "ProductListFiltered",
    "A visitor filtered or sorted a list or category.",
    {
      ...listFields,
      filters: Type.Optional(Type.Array(Filter, { description: "The filters in use." })),
      sorts: Type.Optional(Type.Array(Sort, { description: "The sort orders in use." })),
    },
  ),
  "Product Clicked": Properties("ProductClicked", "A visitor clicked a product.", productFields),
  "Product Viewed": Properties("ProductViewed", "A visitor saw a product's details.", {
    ...productFields,
    currency,
    value: Money("Price times quantity."),
  }),
};
