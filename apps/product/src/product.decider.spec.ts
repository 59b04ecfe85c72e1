import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { productEvents, type NewProduct, type ProductEvent, type Variant } from '#contracts';
import { AppError, fold, someMeta, specify } from '#eventing';
import {
  ArchiveProduct,
  ChangeProduct,
  CreateProduct,
  product,
  PublishProduct,
  PutProduct,
  type Change,
  type ProductCommand,
  type ProductState,
} from './product.decider.js';

const { given } = specify(product);
const productId = 'p1';
const gbp = (amount: number) => ({ amount, currency: 'GBP' });
const create = (body: NewProduct) => new CreateProduct(productId, body, someMeta());
const put = (body: NewProduct) => new PutProduct(productId, body, someMeta());
const change = (data: Change) => new ChangeProduct(productId, data, someMeta());
const publish = new PublishProduct(productId, {}, someMeta());
const archive = new ArchiveProduct(productId, {}, someMeta());

const cup: NewProduct = { sku: 'CUP', name: 'Cup', price: gbp(450) };
const created: ProductEvent = {
  type: 'ProductCreated',
  data: {
    productId,
    name: 'Cup',
    description: undefined,
    categories: [],
    attributes: {},
    kind: 'goods',
    variants: [{ sku: 'CUP', price: gbp(450) }],
    status: 'draft',
  },
};
const sizes: Variant[] = [
  { sku: 'TEE-S', options: { size: 'S' }, price: gbp(900) },
  { sku: 'TEE-L', options: { size: 'L' }, price: gbp(1000) },
];
const tee: ProductEvent = { type: 'ProductCreated', data: { ...created.data, name: 'Tee', variants: sizes } };
const published: ProductEvent = { type: 'ProductPublished', data: { productId } };
const archived: ProductEvent = { type: 'ProductArchived', data: { productId } };

/** The pointers that a refusal names. */
function pointersOf(command: ProductCommand, ...past: ProductEvent[]) {
  try {
    product.decide(command, fold(product, past));
  } catch (error) {
    if (error instanceof AppError && error.code === 'VALIDATION_FAILED') return error.errors.map((e) => e.pointer);
    throw error;
  }
  return [];
}

describe('a product', () => {
  it('is created as a draft of goods, its SKU and price being those of the only variant', () => {
    given().when(create(cup)).then(created);
  });
  it('may be active from the start, and have several variants', () => {
    given()
      .when(create({ name: 'Tee', variants: sizes, status: 'active', kind: 'service' }))
      .then({ type: 'ProductCreated', data: { ...tee.data, status: 'active', kind: 'service' } } as ProductEvent);
  });
  it('is not created twice', () => {
    given(created).when(create(cup)).rejects('PRODUCT_EXISTS');
  });
  it.each<[NewProduct, string]>([
    [{ name: 'Cup', price: gbp(1) }, '/sku'],
    [{ name: 'Cup', sku: 'CUP' }, '/price'],
    [{ ...cup, price: gbp(-1) }, '/price/amount'],
    [{ ...cup, status: 'archived' }, '/status'],
    [{ name: 'Tee', sku: 'TEE-S', variants: sizes }, '/sku'],
    [{ name: 'Tee', price: gbp(900), variants: sizes }, '/price'],
    [{ name: 'Tee', sku: 'OTHER', variants: sizes.slice(0, 1) }, '/sku'],
    [{ name: 'Tee', variants: [sizes[0]!, { ...sizes[1]!, price: gbp(-1) }] }, '/variants/1/price/amount'],
    [
      { name: 'Tee', variants: [sizes[0]!, { ...sizes[1]!, price: { amount: 1, currency: 'EUR' } }] },
      '/variants/1/price/currency',
    ],
    [{ name: 'Tee', variants: [sizes[0]!, { ...sizes[1]!, sku: 'TEE-S' }] }, '/variants/1/sku'],
  ])('%j is refused at %s', (body, pointer) => {
    expect(pointersOf(create(body))).toEqual([pointer]);
    expect(pointersOf(put(body))).toEqual([pointer]);
  });
  it('tells SKUs apart by case', () => {
    expect(pointersOf(create({ name: 'Tee', variants: [sizes[0]!, { ...sizes[1]!, sku: 'tee-s' }] }))).toEqual([]);
  });
  it('is no product before it was created', () => {
    for (const command of [change({ name: 'Mug' }), publish, archive]) given().when(command).rejects('NOT_FOUND');
  });
});

describe('a change', () => {
  it('records what is different, and nothing when nothing is', () => {
    given(created)
      .when(change({ name: 'Mug', categories: [], attributes: {}, price: gbp(450) }))
      .then({ type: 'ProductDetailsChanged', data: { productId, name: 'Mug' } });
    given(created)
      .when(change({ name: 'Cup', variants: [{ sku: 'CUP', options: {}, price: gbp(450) }] }))
      .then();
  });
  it('takes away what is null, and merges attributes', () => {
    const old = { type: 'ProductDetailsChanged', data: { productId, description: 'Blue', attributes: { a: 1, b: 2 } } };
    given(created, old as ProductEvent)
      .when(change({ description: null, attributes: { b: null, c: { d: 3 } } }))
      .then({
        type: 'ProductDetailsChanged',
        data: { productId, description: null, attributes: { a: 1, c: { d: 3 } } },
      });
  });
  it('changes the price of the only variant by the top-level price', () => {
    given(created)
      .when(change({ price: gbp(500) }))
      .then({ type: 'ProductPriceChanged', data: { productId, sku: 'CUP', price: gbp(500) } });
    expect(pointersOf(change({ price: gbp(500) }), tee)).toEqual(['/price']);
  });
  it('records a price per variant, and the list where more than prices is different', () => {
    given(tee)
      .when(change({ variants: [sizes[0]!, { ...sizes[1]!, price: gbp(1100) }] }))
      .then({ type: 'ProductPriceChanged', data: { productId, sku: 'TEE-L', price: gbp(1100) } });
    const variants = [...sizes, { sku: 'TEE-M', options: { size: 'M' }, price: gbp(950) }];
    given(tee).when(change({ variants })).then({ type: 'ProductVariantsChanged', data: { productId, variants } });
  });
  it('to another currency is one event, so that no state has two', () => {
    const variants = sizes.map((v) => ({ ...v, price: { ...v.price, currency: 'EUR' } }));
    given(tee).when(change({ variants })).then({ type: 'ProductVariantsChanged', data: { productId, variants } });
  });
  it('takes no SKU away', () => {
    given(tee)
      .when(change({ variants: sizes.slice(1) }))
      .rejects('SKU_FIXED');
    given(created)
      .when(change({ variants: [{ sku: 'MUG', price: gbp(450) }] }))
      .rejects('SKU_FIXED');
  });
  it('leaves at least one variant', () => {
    expect(pointersOf(change({ variants: [] }), created)).toEqual(['/variants']);
  });
});

describe('a put', () => {
  it('creates what is not there, and is nothing where all is so', () => {
    given().when(put(cup)).then(created);
    given(created).when(put(cup)).then();
  });
  it('changes to exactly what is given, and may publish', () => {
    const blue: ProductEvent = { type: 'ProductDetailsChanged', data: { productId, description: 'Blue' } };
    given(created, blue)
      .when(put({ ...cup, price: gbp(500), status: 'active' }))
      .then(
        { type: 'ProductDetailsChanged', data: { productId, description: null } },
        { type: 'ProductPriceChanged', data: { productId, sku: 'CUP', price: gbp(500) } },
        published,
      );
  });
  it('leaves a published product published, and refuses to make it a draft', () => {
    given(created, published).when(put(cup)).then();
    given(created, published)
      .when(put({ ...cup, status: 'draft' }))
      .rejects('PRODUCT_PUBLISHED');
  });
  it('does not change the kind', () => {
    given(created)
      .when(put({ ...cup, kind: 'service' }))
      .rejects('KIND_FIXED');
  });
});

describe('publishing and archiving', () => {
  it('is done once', () => {
    given(created).when(publish).then(published);
    given(created, published).when(publish).then();
    given(created).when(archive).then(archived);
    given(created, archived).when(archive).then();
  });
  it('an archived product does not change any more', () => {
    for (const command of [change({ name: 'Mug' }), put(cup), publish])
      given(created, archived).when(command).rejects('PRODUCT_ARCHIVED');
  });
});

describe('any commands', () => {
  const price = fc.record({ amount: fc.integer({ min: -1, max: 3 }), currency: fc.constantFrom('GBP', 'EUR') });
  const variants = fc.array(fc.record({ sku: fc.constantFrom('A', 'B', 'C'), price }), { maxLength: 3 });
  const details = {
    description: fc.constantFrom('x', 'y'),
    categories: fc.subarray(['x', 'y']),
    attributes: fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom(1, 2, null, { z: 1 }), {
      noNullPrototype: true,
    }),
    price,
    variants,
  };
  const body: fc.Arbitrary<NewProduct> = fc.record(
    {
      ...details,
      name: fc.constantFrom('x', 'y'),
      sku: fc.constantFrom('A', 'B'),
      kind: fc.constantFrom('goods', 'service'),
      status: fc.constantFrom('draft', 'active'),
    },
    { requiredKeys: ['name'] },
  );
  const command: fc.Arbitrary<ProductCommand> = fc.oneof(
    body.map(create),
    body.map(put),
    fc.record({ ...details, name: fc.constantFrom('x', 'y') }, { requiredKeys: [] }).map(change),
    fc.constant(publish),
    { arbitrary: fc.constant(archive), weight: 1 },
  );

  /** Runs a command; a refusal changes nothing. */
  function step(state: ProductState, next: ProductCommand) {
    try {
      return product.decide(next, state);
    } catch (error) {
      if (error instanceof AppError) return [];
      throw error;
    }
  }

  it('keep a product legal after every single event, its kind and SKUs fixed, and archived for ever', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 20 }), (commands) => {
        let state: ProductState = product.initial;
        for (const next of commands)
          for (const event of step(state, next)) {
            const before = state;
            state = product.evolve(state, event);
            if (state.status === 'none') throw new Error('gone');
            const skus = state.variants.map(({ sku }) => sku);
            expect(skus.length).toBeGreaterThan(0);
            expect(new Set(skus).size).toBe(skus.length);
            expect(new Set(state.variants.map((v) => v.price.currency)).size).toBe(1);
            expect(state.variants.every((v) => v.price.amount >= 0)).toBe(true);
            if (before.status === 'none') continue;
            expect(before.status).not.toBe('archived');
            expect(state.kind).toBe(before.kind);
            expect(before.variants.filter(({ sku }) => !skus.includes(sku))).toEqual([]);
          }
      }),
    );
  });

  it('are nothing the second time', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 8 }), command, (commands, last) => {
        const after = (state: ProductState, next: ProductCommand) =>
          step(state, next).reduce((s, event) => product.evolve(s, event), state);
        const state = [...commands, last].reduce(after, product.initial);
        expect(step(state, last)).toEqual([]);
      }),
    );
  });
});

describe('stored samples', () => {
  const golden = JSON.parse(readFileSync('libs/contracts/golden/product.json', 'utf8')) as ProductEvent[];

  it('are there of every event', () => {
    const types: Record<ProductEvent['type'], true> = {
      ProductCreated: true,
      ProductDetailsChanged: true,
      ProductVariantsChanged: true,
      ProductPriceChanged: true,
      ProductPublished: true,
      ProductArchived: true,
    };
    expect(new Set(golden.map(({ type }) => type))).toEqual(new Set(Object.keys(types)));
    expect(productEvents.types).toEqual(Object.keys(types));
  });
  it('of every event fold to the product that they always were', () => {
    expect(fold(product, golden)).toEqual({
      status: 'archived',
      name: 'Tea towel',
      description: undefined,
      categories: ['kitchen', 'linen'],
      attributes: { material: 'linen', care: { wash: 60 } },
      kind: 'goods',
      variants: [
        { sku: '22469A', options: { colour: 'red' }, price: gbp(395) },
        { sku: '22469B', options: { colour: 'blue' }, price: gbp(425) },
      ],
    });
  });
});
