import type { IndexDefinition, SearchDocument } from '#ports';

/** A shop's index with every kind of field. */
export const PRODUCTS: IndexDefinition = {
  name: 'products',
  fields: {
    name: { type: 'text', weight: 4 },
    sku: { type: 'text', weight: 4 },
    description: { type: 'text' },
    code: { type: 'keyword' },
    category: { type: 'keyword', facet: true },
    status: { type: 'keyword', facet: true },
    price: { type: 'number' },
    rating: { type: 'number' },
    inStock: { type: 'boolean' },
  },
};

/** SKU, name, price, categories, status, rating, description. */
export const CATALOGUE: readonly (readonly [string, string, number, readonly string[], string, number?, string?])[] = [
  ['85123A', 'White Hanging Heart T-Light Holder', 295, ['lighting', 'home'], 'active', 5, 'For one small candle'],
  ['85123B', 'Red Hanging Heart T-Light Holder', 295, ['lighting', 'home'], 'active', 3],
  ['71053', 'White Metal Lantern', 375, ['lighting', 'garden'], 'active', 4],
  ['84406B', 'Cream Cupid Hearts Coat Hanger', 275, ['home'], 'active'],
  ['84029G', 'Knitted Union Flag Hot Water Bottle', 375, ['home', 'vintage'], 'active', 5],
  ['84029E', 'Red Woolly Hottie White Heart', 375, ['home'], 'active', 2, 'A water bottle in a knitted cover'],
  ['22752', 'Set 7 Babushka Nesting Boxes', 765, ['toys', 'vintage'], 'active', 4],
  ['21730', 'Glass Star Frosted T-Light Holder', 425, ['lighting', 'christmas'], 'active'],
  ['22633', 'Hand Warmer Union Jack', 185, ['outdoor', 'vintage'], 'active', 3],
  ['22632', 'Hand Warmer Red Polka Dot', 185, ['outdoor'], 'active', 3],
  ['84879', 'Assorted Colour Bird Ornament', 169, ['home', 'garden'], 'active', 5],
  ['22745', "Poppy's Playhouse Bedroom", 210, ['toys'], 'active'],
  ['22748', "Poppy's Playhouse Kitchen", 210, ['toys', 'kitchen'], 'active'],
  ['22749', 'Feltcraft Princess Charlotte Doll', 375, ['toys'], 'active', 4],
  ['22310', 'Ivory Knitted Mug Cosy', 165, ['kitchen'], 'active', 2],
  ['84969', 'Box of 6 Assorted Colour Teaspoons', 425, ['kitchen', 'vintage'], 'active', 1],
  ['22623', 'Box of Vintage Jigsaw Blocks', 495, ['toys', 'vintage'], 'active'],
  ['22622', 'Box of Vintage Alphabet Blocks', 995, ['toys', 'vintage'], 'draft'],
  ['21754', 'Home Building Block Word', 595, ['home'], 'active', 4],
  ['21755', 'Love Building Block Word', 595, ['home'], 'active', 4],
  ['48187', 'Doormat New England', 795, ['home', 'garden'], 'active'],
  ['22960', 'Jam Making Set with Jars', 425, ['kitchen'], 'active', 5],
  ['22913', 'Red Coat Rack Paris Fashion', 495, ['home'], 'archived'],
  ['22914', 'Blue Coat Rack Paris Fashion', 495, ['home'], 'archived'],
  ['21756', 'Bath Building Block Word', 595, ['home'], 'active'],
  ['22728', 'Alarm Clock Bakelike Pink', 375, ['home', 'vintage'], 'active', 4],
  ['22727', 'Alarm Clock Bakelike Red', 375, ['home', 'vintage'], 'active', 5],
  ['22726', 'Alarm Clock Bakelike Green', 375, ['home', 'vintage'], 'active', 4],
  ['21724', 'Panda and Bunnies Sticker Sheet', 85, ['stationery', 'toys'], 'active'],
  ['21883', 'Stars Gift Tape', 65, ['stationery', 'christmas'], 'active', 3],
  ['10002', 'Inflatable Political Globe', 85, ['toys'], 'archived', 1],
  ['21791', 'Vintage Heads and Tails Card Game', 125, ['toys', 'vintage'], 'active', 4],
  ['21035', 'Set of 2 Retrospot Tea Towels', 295, ['kitchen'], 'active'],
  ['22326', 'Round Snack Boxes Set of 4 Woodland', 295, ['kitchen', 'toys'], 'active', 5],
  ['22629', 'Spaceboy Lunch Box', 195, ['kitchen', 'toys'], 'active', 5],
  ['22659', 'Lunch Box I Love London', 195, ['kitchen'], 'active'],
  ['22631', 'Circus Parade Lunch Box', 195, ['kitchen', 'toys'], 'draft'],
  ['22492', 'Mini Paint Set Vintage', 65, ['stationery', 'vintage'], 'active'],
  ['22540', 'Café au Lait Bowl Crème Brûlée', 150, ['kitchen'], 'active', 3, 'Smørrebrød fits, too'],
  ['22544', 'Mini Jigsaw Straße in Łódź', 42, ['toys'], 'active', undefined, 'Ordered as ORD-2010-000536365'],
];

/** Products of a gift shop, with the codes and names that such a shop has. */
export const DOCUMENTS: readonly SearchDocument[] = CATALOGUE.map(
  ([sku, name, price, category, status, rating = null, description = '']) => ({
    id: `product-${sku}`,
    revision: 3,
    fields: { name, sku, description, code: sku, category, status, price, rating, inStock: status === 'active' },
    source: { sku, name },
  }),
);
