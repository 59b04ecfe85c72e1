import { rmSync } from 'node:fs';
import type { TestingModule } from '@nestjs/testing';
import { MemoryEventStore } from '#adapters';
import type { InventoryEvent, ListProductsRequest, NewProduct, ProductChange } from '#contracts';
import { ReadSideKeeper, tokenOf } from '#eventing';
import { AppError, Cache, SearchIndex, type NewEvent } from '#ports';
import { startContext, stopContext } from '../../../test/context-app.js';
import { temporaryFolder } from '../../../test/temporary-folder.js';
import { ProductGrpc } from './product.grpc.js';
import { ProductModule } from './product.module.js';

const gbp = (amount: number) => ({ amount, currency: 'GBP' });
const cup: NewProduct = { sku: 'CUP', name: 'Blue cup', price: gbp(450), status: 'active' };
const tee: NewProduct = {
  name: 'Tee',
  categories: ['clothes'],
  variants: [
    { sku: 'TEE-S', options: { size: 'S' }, price: gbp(900) },
    { sku: 'TEE-L', options: { size: 'L' }, price: gbp(1000) },
  ],
};

const fileOf = temporaryFolder();
/** A log that another replica writes to as well. */
class SharedLog extends MemoryEventStore {
  override readonly ordered = false as never;
}

let app: TestingModule;
let store: MemoryEventStore;
let products: ProductGrpc;

async function start(log: MemoryEventStore) {
  store = log;
  app = await startContext({ module: ProductModule, store, file: fileOf });
  products = app.get(ProductGrpc);
}

beforeEach(() => start(new MemoryEventStore()));
afterEach(() => stopContext(app));

let keys = 0;
const create = (product: NewProduct, commandId = `k${++keys}`) => products.createProduct({ commandId, product });
const put = (sku: string, product: NewProduct, commandId = `k${++keys}`) =>
  products.putProductBySku({ commandId, sku, product });
const update = (productId: string, change: ProductChange, updateMask: string[], expectedRevision?: number) =>
  products.updateProduct({ commandId: `k${++keys}`, productId, change, updateMask, expectedRevision });
const get = async (productId: string, asOf?: string) => (await products.getProduct({ productId, asOf })).product;
const quote = async (...skus: string[]) => (await products.quoteVariants({ skus })).quotes;
const inLog = async () => (await store.readAll()).filter(({ stream }) => stream.startsWith('product-')).length;

describe('creating', () => {
  it('answers the product, which can be read by id and by SKU', async () => {
    const { product, revision, replayed } = await create(cup);
    expect(product).toMatchObject({ sku: 'CUP', name: 'Blue cup', price: gbp(450), status: 'active', kind: 'goods' });
    expect([revision, replayed]).toEqual([0, false]);
    expect(await get(product.id)).toEqual(product);
    expect((await products.getProductBySku({ sku: 'CUP' })).product).toEqual(product);
    await expect(products.getProductBySku({ sku: 'cup' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
  it('shows a null in the log in the place of options as none', async () => {
    const variants = [{ sku: 'MUG', price: gbp(450), options: null as never }];
    const { product } = await create({ name: 'Mug', variants }, 'null');
    expect(product.variants).toEqual([{ sku: 'MUG', price: gbp(450), options: {} }]);
  });
  it('refuses a SKU that another product has, and records nothing', async () => {
    await create(tee);
    await expect(create({ ...cup, sku: 'TEE-L' })).rejects.toMatchObject({ kind: 'exists', code: 'SKU_TAKEN' });
    await expect(
      create({ name: 'Tee 2', variants: [{ sku: 'TEE-M', price: gbp(1) }, tee.variants![0]!] }),
    ).rejects.toMatchObject({ code: 'SKU_TAKEN' });
    expect(await inLog()).toBe(1);
    await expect(create({ ...cup, sku: 'TEE-M' })).resolves.toBeDefined();
  });
  it('lets exactly one have a SKU that many want at once', async () => {
    const tries = Array.from({ length: 20 }, (_, i) =>
      create({ name: `Tee ${i}`, variants: i % 2 ? tee.variants! : [...tee.variants!].reverse() }),
    );
    const done = await Promise.allSettled(tries);
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const { reason } of done.filter((one) => one.status === 'rejected'))
      expect(reason).toMatchObject({ code: 'SKU_TAKEN' });
    expect(await inLog()).toBe(1);
  });
  it('repeated under its key meets the first one, also at once', async () => {
    const [first, second] = await Promise.all([create(cup, 'key'), create(cup, 'key')]);
    const third = await create(cup, 'key');
    expect(second.product).toEqual(first.product);
    expect(third).toEqual({ ...first, replayed: true });
    expect(await inLog()).toBe(1);
    await expect(create({ ...cup, name: 'Mug' }, 'key')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });
});

describe('putting by SKU', () => {
  it('is refused where there must be none yet, and is one', async () => {
    const request = { sku: 'CUP', product: { name: 'Cup', price: gbp(450) }, expectedRevision: -1 };
    expect(await products.putProductBySku({ ...request, commandId: 'first' })).toMatchObject({ created: true });
    await expect(products.putProductBySku({ ...request, commandId: 'second' })).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
      message: 'It is there already, at revision 0.',
    });
    expect(await products.putProductBySku({ ...request, commandId: 'first' })).toMatchObject({ replayed: true });
  });
  it('creates, changes to what is given, and is nothing where all is so', async () => {
    const first = await put('CUP', { name: 'Cup', price: gbp(450) });
    expect(first).toMatchObject({ created: true, revision: 0, product: { sku: 'CUP', status: 'draft' } });
    expect(await put('CUP', { name: 'Cup', price: gbp(450) })).toMatchObject({ created: false, revision: 0 });
    const changed = await put('CUP', { name: 'Cup', price: gbp(500), status: 'active' });
    expect(changed).toMatchObject({
      created: false,
      revision: 2,
      product: { id: first.product.id, price: gbp(500), status: 'active' },
    });
  });
  it('finds the product of any of its variants, however it was created', async () => {
    const { product } = await create(tee);
    const answer = await put('TEE-L', { ...tee, name: 'Shirt' });
    expect(answer).toMatchObject({ created: false, product: { id: product.id, name: 'Shirt' } });
  });
  it('many times at once creates one product', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => put('CUP', { name: 'Cup', price: gbp(450) })));
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
    expect(await inLog()).toBe(1);
  });
  it('repeated under its key is answered as at first, whatever came since', async () => {
    const first = await put('CUP', { name: 'Cup', price: gbp(450) }, 'key');
    await put('CUP', { name: 'Mug', price: gbp(450) });
    expect(await put('CUP', { name: 'Cup', price: gbp(450) }, 'key')).toEqual({ ...first, replayed: true });
    expect((await get(first.product.id)).name).toBe('Mug');
  });
  it('refuses another SKU in the body', async () => {
    await expect(put('CUP', { ...cup, sku: 'MUG' })).rejects.toMatchObject({ errors: [{ pointer: '/sku' }] });
    await expect(put('CUP', tee)).rejects.toMatchObject({ errors: [{ pointer: '/variants' }] });
  });
});

describe('changing', () => {
  it('does what the mask names: what is named and absent is taken away', async () => {
    const { product } = await create({ ...cup, description: 'Blue', categories: ['kitchen'] });
    const change = { name: 'Mug', price: gbp(1) };
    const answer = await update(product.id, change, ['name', 'description', 'categories'], 0);
    expect(answer.product).toMatchObject({ name: 'Mug', description: undefined, categories: [], price: gbp(450) });
    const all = await update(product.id, change, []);
    expect(all.product).toMatchObject({ name: 'Mug', price: gbp(1) });
  });
  it('refuses a stale revision and an unknown field', async () => {
    const { product } = await create(cup);
    await update(product.id, { name: 'Mug' }, ['name'], 0);
    await expect(update(product.id, { name: 'Jug' }, ['name'], 0)).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    await expect(update(product.id, {}, ['status'])).rejects.toMatchObject({ errors: [{ pointer: '/updateMask/0' }] });
    await expect(update(product.id, {}, ['name'])).rejects.toMatchObject({ errors: [{ pointer: '/name' }] });
  });
  it('claims the SKUs that it adds', async () => {
    await create(cup);
    const { product } = await create(tee);
    const added = (sku: string) => ({ variants: [...tee.variants!, { sku, price: gbp(5) }] });
    await expect(update(product.id, added('CUP'), ['variants'])).rejects.toMatchObject({ code: 'SKU_TAKEN' });
    await update(product.id, added('TEE-M'), ['variants']);
    await expect(create({ ...cup, sku: 'TEE-M' })).rejects.toMatchObject({ code: 'SKU_TAKEN' });
    expect((await products.getProductBySku({ sku: 'TEE-M' })).product.id).toBe(product.id);
  });
  it('that was refused keeps no SKU from others for long', async () => {
    const { product } = await create(tee);
    const change = { variants: [...tee.variants!, { sku: 'TEE-M', price: gbp(5) }] };
    await expect(update(product.id, change, ['variants'], 7)).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    await expect(create({ ...cup, sku: 'TEE-M' })).rejects.toMatchObject({ code: 'SKU_TAKEN' });
    jest.useFakeTimers({
      now: Date.now() + 61_000,
      doNotFake: ['setTimeout', 'setImmediate', 'nextTick', 'performance'],
    });
    try {
      await expect(create({ ...cup, sku: 'TEE-M' })).resolves.toBeDefined();
    } finally {
      jest.useRealTimers();
    }
  });
  it('publishes and archives once', async () => {
    const { product } = await create({ ...cup, status: 'draft' });
    const publish = () => products.publishProduct({ commandId: `k${++keys}`, productId: product.id });
    const archive = () => products.archiveProduct({ commandId: `k${++keys}`, productId: product.id });
    expect(await publish()).toMatchObject({ revision: 1, product: { status: 'active' } });
    expect(await publish()).toMatchObject({ revision: 1 });
    expect(await archive()).toMatchObject({ revision: 2, product: { status: 'archived' } });
    expect(await archive()).toMatchObject({ revision: 2 });
    await expect(publish()).rejects.toMatchObject({ kind: 'rejected', code: 'PRODUCT_ARCHIVED' });
  });
});

describe('history', () => {
  it('gives the product as of a revision or a time, its events in pages, and the difference between two points', async () => {
    const { product } = await create({ ...cup, categories: ['a/b'] });
    await update(product.id, { price: gbp(500) }, ['price']);
    await update(product.id, { name: 'Mug', categories: ['a/b', 'c'] }, ['name', 'categories']);
    expect(await get(product.id, '1')).toMatchObject({ revision: 1, name: 'Blue cup', price: gbp(500) });
    expect(await get(product.id, new Date().toISOString())).toMatchObject({ revision: 2, name: 'Mug' });
    await expect(get(product.id, '2020-01-01T00:00:00Z')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(get(product.id, 'yesterday')).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });

    const first = await products.getProductHistory({ productId: product.id, pageSize: 2 });
    expect(first).toMatchObject({ totalCount: 3, differences: [] });
    expect(first.items.map(({ type, revision, actor }) => [type, revision, actor])).toEqual([
      ['ProductCreated', 0, 'anonymous'],
      ['ProductPriceChanged', 1, 'anonymous'],
    ]);
    const rest = await products.getProductHistory({
      productId: product.id,
      pageSize: 2,
      pageToken: first.nextPageToken,
    });
    expect(rest.items.map(({ revision }) => revision)).toEqual([2]);
    expect(rest.nextPageToken).toBeUndefined();
    const { product: other } = await create({ ...cup, sku: 'MUG' }, 'another');
    await expect(
      products.getProductHistory({ productId: other.id, pageToken: first.nextPageToken }),
    ).rejects.toMatchObject({ kind: 'invalid', errors: [{ parameter: 'cursor' }] });

    const between = await products.getProductHistory({ productId: product.id, from: '1', to: '2' });
    expect(between.items.map(({ revision }) => revision)).toEqual([2]);
    expect(between.differences).toEqual([
      { pointer: '/name', before: 'Blue cup', after: 'Mug' },
      { pointer: '/categories/1', after: 'c' },
    ]);
    const prices = await products.getProductHistory({ productId: product.id, from: '0', to: '1' });
    expect(prices.differences).toContainEqual({ pointer: '/price/amount', before: 450, after: 500 });
  });
});

describe('quotes', () => {
  it('tell name, kind, status and price, and leave out what there is not', async () => {
    const { product } = await create(cup);
    expect(await quote('CUP', 'cup', 'CUP')).toEqual([
      { sku: 'CUP', productId: product.id, name: 'Blue cup', kind: 'goods', status: 'active', price: gbp(450) },
    ]);
  });
  it('follow every change at once', async () => {
    expect(await quote('CUP')).toEqual([]);
    const { product } = await create(cup);
    expect(await quote('CUP')).toMatchObject([{ price: gbp(450) }]);
    for (let amount = 1; amount <= 50; amount++) {
      const asked = [quote('CUP'), quote('CUP')];
      await update(product.id, { price: gbp(amount) }, ['price']);
      expect(await quote('CUP')).toMatchObject([{ price: gbp(amount) }]);
      await Promise.all(asked);
      expect(await quote('CUP')).toMatchObject([{ price: gbp(amount) }]);
    }
    await products.archiveProduct({ commandId: 'gone', productId: product.id });
    expect(await quote('CUP')).toMatchObject([{ status: 'archived' }]);
  });
  it('that are cached ask nobody', async () => {
    await create(tee);
    await quote('TEE-S', 'TEE-L');
    const read = jest.spyOn(store, 'read');
    expect(await quote('TEE-S', 'TEE-L')).toHaveLength(2);
    expect(read).not.toHaveBeenCalled();
  });
  it('are given, and products changed, while the cache is away', async () => {
    const cache = app.get<Cache>(Cache);
    const away = () => Promise.reject(new AppError('unavailable', 'UNAVAILABLE'));
    Object.assign(cache, { through: away, invalidate: away });
    const { product } = await create(cup);
    expect(await quote('CUP', 'NOTHING')).toMatchObject([{ price: gbp(450) }]);
    await update(product.id, { price: gbp(500) }, ['price']);
    expect(await quote('CUP')).toMatchObject([{ price: gbp(500) }]);
  });
  it('follow what another replica has changed', async () => {
    await stopContext(app);
    await start(new SharedLog());
    const { product } = await create(cup);
    expect(await quote('CUP')).toMatchObject([{ status: 'active' }]);
    await store.append(`product-${product.id}`, 0, [event('ProductArchived', { productId: product.id })]);
    while ((await quote('CUP'))[0]?.status !== 'archived') await new Promise(setImmediate);
  });
});

describe('the list', () => {
  const list = (request: ListProductsRequest) => products.listProducts(request);
  const names = async (request: ListProductsRequest) => (await list(request)).items.map(({ name }) => name);

  it('shows what was just written, searched, filtered, sorted and counted', async () => {
    await create(cup);
    await create({ sku: 'POST', name: 'postage', price: gbp(300), kind: 'service' });
    const { product: gone } = await create({ sku: 'OLD', name: 'Old cup', price: gbp(1) });
    await products.archiveProduct({ commandId: 'gone', productId: gone.id });
    const { position: minPosition } = await create(tee);

    expect(await names({ minPosition })).toEqual(['Blue cup', 'postage', 'Tee']);
    expect(await names({ sort: '-price' })).toEqual(['Tee', 'Blue cup', 'postage']);
    expect(await names({ sort: '-createdAt', pageSize: 1 })).toHaveLength(1);
    expect(await names({ q: 'cup' })).toEqual(['Blue cup']);
    expect(await names({ q: 'tee-l' })).toEqual(['Tee']);
    expect(await names({ category: 'clothes' })).toEqual(['Tee']);
    expect(await names({ minPrice: 300, maxPrice: 450, sort: 'price' })).toEqual(['postage', 'Blue cup']);
    expect(await names({ status: 'archived' })).toEqual(['Old cup']);
    expect((await names({ q: 'cup', showArchived: true })).sort()).toEqual(['Blue cup', 'Old cup']);
    expect(await names({ q: 'cup', status: 'draft', showArchived: true })).toEqual([]);
    expect(await names({ inStock: true })).toEqual(['postage']);
    await expect(list({ sort: 'password' })).rejects.toMatchObject({ errors: [{ parameter: 'sort' }] });

    const first = await list({ pageSize: 2 });
    expect(first).toMatchObject({ totalCount: 3, items: [{ sku: 'CUP', revision: 0 }, { sku: 'POST' }] });
    expect(await names({ pageSize: 2, pageToken: first.nextPageToken })).toEqual(['Tee']);
    expect(await names({ pageSize: 2, page: 2 })).toEqual(['Tee']);
    await expect(list({ pageSize: 2, page: 2, pageToken: first.nextPageToken })).rejects.toMatchObject({
      errors: [{ parameter: 'cursor', message: 'a cursor stands without a page' }],
    });
    expect(first.facets).toContainEqual({
      name: 'kind',
      values: [
        { value: 'goods', count: 2 },
        { value: 'service', count: 1 },
      ],
    });
  });

  it('is searched in an index that can be built anew, and misses nothing that comes meanwhile', async () => {
    const index = app.get<SearchIndex>(SearchIndex);
    const { position } = await create(cup);
    await list({ minPosition: position });
    const put = index.put.bind(index);
    index.put = async (name, documents) => {
      await put(name, documents);
      if (!name.endsWith('-twin')) return;
      // The row is in the twin as it was: now it changes, and another one comes.
      index.put = put;
      await create({ ...cup, sku: 'NEW', name: 'New cup' });
      const { product } = await products.getProductBySku({ sku: 'CUP' });
      const changed = await update(product.id, { name: 'Old cup' }, ['name']);
      expect(await names({ sort: 'name', minPosition: changed.position })).toEqual(['New cup', 'Old cup']);
    };
    const { rows } = await app.get(ReadSideKeeper).rebuild('products_index');
    const { product: old } = await products.getProductBySku({ sku: 'CUP' });
    const { product: added } = await products.getProductBySku({ sku: 'NEW' });
    // The other one lies before or behind where the rebuild was.
    expect(rows).toBe(added.id > old.id ? 2 : 1);
    expect(await names({ q: 'cup', sort: 'name' })).toEqual(['New cup', 'Old cup']);
    const last = await update(added.id, { name: 'Pot' }, ['name']);
    expect(await names({ sort: 'name', minPosition: last.position })).toEqual(['Old cup', 'Pot']);
  });

  it('is searched in an index that is made again when it was thrown away', async () => {
    const { position } = await create(cup);
    await list({ minPosition: position });
    const log = store;
    await stopContext(app);
    rmSync(fileOf('search.sqlite'));
    await start(log);
    expect(await names({ q: 'cup' })).toEqual(['Blue cup']);
  });

  it('follows the stock of the SKUs, whichever came first', async () => {
    const stock = (onHand: number, revision: number, sku = 'TEE-L') => {
      const data: InventoryEvent['data'] = { sku, location: 'main', quantity: 1, balances: { main: { onHand } } };
      return store.append(`stock-${sku}`, revision - 1, [event('StockReceived', data)]);
    };
    await stock(1, 0, 'CUP');
    const { position } = await create(cup);
    expect(await names({ inStock: true, minPosition: position })).toEqual(['Blue cup']);
    const { position: created } = await create(tee);
    expect(await names({ inStock: false, minPosition: created })).toEqual(['Tee']);
    await stock(3, 0);
    await stock(2, 1);
    expect(await names({ inStock: true, minPosition: tokenOf(['stock-TEE-L', 1]) })).toEqual(['Blue cup', 'Tee']);
    await stock(0, 2);
    expect(await names({ inStock: true, minPosition: tokenOf(['stock-TEE-L', 2]) })).toEqual(['Blue cup']);
  });
});

function event(type: string, data: object): NewEvent {
  const id = crypto.randomUUID();
  const at = new Date().toISOString();
  return {
    id,
    type,
    data,
    metadata: { commandId: id, commandHash: '', correlationId: id, causationId: id, actor: 'test', at },
  };
}
