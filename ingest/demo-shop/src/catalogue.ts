export const COLLECTIONS = { tea: "Tea", pottery: "Pottery & glass", sweets: "Sweets" } as const;
export type Collection = keyof typeof COLLECTIONS;

export interface Product {
  /** Names it in addresses, pictures and events. */
  readonly id: string;
  readonly name: string;
  readonly collection: Collection;
  /** In cents of {@link CURRENCY}. */
  readonly price: number;
  readonly unit: string;
  readonly from: string;
  readonly text: string;
}

export const CURRENCY = "EUR";

export const PRODUCTS: readonly Product[] = [
  {
    id: "lahijan-black",
    name: "Lahijan black",
    collection: "tea",
    price: 1150,
    unit: "tin of 150 g",
    from: "Lahijan, by the Caspian Sea",
    text: "Spring leaves from the hills where tea first grew in Iran. Brew it dark, and thin it in the glass.",
  },
  {
    id: "meybod-teapot",
    name: "Meybod teapot",
    collection: "pottery",
    price: 6400,
    unit: "0.9 litres",
    from: "Meybod, at the edge of the desert",
    text: "Thrown by hand and painted with cobalt. It sits on a samovar as well as on a stove's warm corner.",
  },
  {
    id: "saffron-cardamom",
    name: "Saffron & cardamom",
    collection: "tea",
    price: 1690,
    unit: "tin of 120 g",
    from: "Qaen, in South Khorasan",
    text: "Black tea with threads of saffron and green cardamom, for guests and for grey mornings.",
  },
  {
    id: "estekan-glasses",
    name: "Estekan glasses",
    collection: "pottery",
    price: 2900,
    unit: "two, with saucers",
    from: "Tehran",
    text: "The narrow waist keeps the tea hot below and cool at the lip. Hold it by the rim, not by the waist.",
  },
  {
    id: "saffron-nabat",
    name: "Saffron nabat",
    collection: "sweets",
    price: 790,
    unit: "twelve sticks",
    from: "Mashhad",
    text: "Rock sugar grown slowly on a stick. Stir once for sweet, twice for a stomach that complains.",
  },
  {
    id: "rose-garden",
    name: "Rose garden",
    collection: "tea",
    price: 1390,
    unit: "tin of 120 g",
    from: "Qamsar, near Kashan",
    text: "Buds picked before sunrise, laid between layers of black tea for a fortnight.",
  },
  {
    id: "lalejin-bowl",
    name: "Lalejin bowl",
    collection: "pottery",
    price: 4200,
    unit: "24 cm across",
    from: "Lalejin, a town of potters",
    text: "Turquoise glaze over red clay. No two kilns, and no two bowls, give quite the same blue.",
  },
  {
    id: "isfahan-gaz",
    name: "Isfahan gaz",
    collection: "sweets",
    price: 1850,
    unit: "box of 400 g",
    from: "Isfahan",
    text: "Nougat with two fifths of pistachio, dusted with flour so that it lets go of your fingers.",
  },
  {
    id: "borage-night",
    name: "Borage night",
    collection: "tea",
    price: 1290,
    unit: "tin of 60 g",
    from: "the Alborz mountains",
    text: "Gol gav zaban: violet flowers with dried lime. Without caffeine, for the end of a long road.",
  },
  {
    id: "bam-dates",
    name: "Bam dates",
    collection: "sweets",
    price: 980,
    unit: "box of 600 g",
    from: "Bam, in Kerman",
    text: "Mazafati dates, soft and nearly black. Take one with tea, and the tea needs no sugar.",
  },
  {
    id: "bergamot-grey",
    name: "Bergamot grey",
    collection: "tea",
    price: 1250,
    unit: "tin of 150 g",
    from: "the orchards of Gilan",
    text: "Black tea with the oil of bergamot rind. What grandmothers mean when they say proper tea.",
  },
  {
    id: "minab-hibiscus",
    name: "Minab hibiscus",
    collection: "tea",
    price: 1090,
    unit: "tin of 100 g",
    from: "Minab, by the Gulf",
    text: "Sour tea, red as pomegranate. Pour it over ice with a spoon of honey when the south wind blows.",
  },
];

export function productById(id: string): Product | undefined {
  return PRODUCTS.find((product) => product.id === id);
}
