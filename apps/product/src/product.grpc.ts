import { CommandBus } from '@nestjs/cqrs';
import {
  ProductService,
  type ArchiveProductRequest,
  type ArchiveProductResponse,
  type CreateProductRequest,
  type CreateProductResponse,
  type GetProductBySkuRequest,
  type GetProductBySkuResponse,
  type GetProductHistoryRequest,
  type GetProductHistoryResponse,
  type GetProductRequest,
  type GetProductResponse,
  type ListProductsRequest,
  type ListProductsResponse,
  type Product,
  type PublishProductRequest,
  type PublishProductResponse,
  type PutProductBySkuRequest,
  type PutProductBySkuResponse,
  type QuoteVariantsRequest,
  type QuoteVariantsResponse,
  type UpdateProductRequest,
  type UpdateProductResponse,
} from '#contracts';
import {
  Aggregates,
  AppError,
  differences,
  historyEntry,
  idFor,
  metaFor,
  pageOf,
  pageTokenOf,
  pointInHistory,
  ReadYourWrites,
  streamOf,
  type DomainCommand,
  type Handled,
  type Loaded,
  uuidv5,
} from '#eventing';
import { EventStore, ReadModel, SearchIndex } from '#ports';
import { GrpcService } from '#runtime';
import { changeOf, putAt } from './product.change.js';
import {
  ArchiveProduct,
  ChangeProduct,
  CreateProduct,
  product,
  PublishProduct,
  PutProduct,
  variantsAfter,
  variantsOf,
  type ProductState,
} from './product.decider.js';
import { productFeeder, productIndex, productsIn, searchOf } from './product-search.js';
import { Quotes } from './product.quotes.js';
import { Skus } from './product.skus.js';
import { productView } from './product.view.js';

/** Puts of a SKU that no product has meet in one stream, whoever sends them. */
const PUT_PRODUCTS = '0d3c3d53-5a0e-4d39-9c55-9a9a6f1f6d5b';

@GrpcService(ProductService)
export class ProductGrpc extends ProductService {
  constructor(
    private readonly commands: CommandBus,
    private readonly aggregates: Aggregates,
    private readonly skus: Skus,
    private readonly quotes: Quotes,
    private readonly store: EventStore,
    private readonly readModel: ReadModel,
    private readonly index: SearchIndex,
    private readonly writes: ReadYourWrites,
  ) {
    super();
  }

  async createProduct({ commandId, product: given }: CreateProductRequest): Promise<CreateProductResponse> {
    const meta = metaFor('CreateProduct', commandId);
    const id = idFor('product', meta);
    await this.skus.claim(variantsOf(given), id, meta);
    return answerOf(id, await this.handle(new CreateProduct(id, given, meta)));
  }

  async putProductBySku(request: PutProductBySkuRequest): Promise<PutProductBySkuResponse> {
    const given = putAt(request.sku, request.product);
    const meta = metaFor('PutProductBySku', request.commandId, request.expectedRevision);
    const there = await this.skus.productOf(request.sku);
    const id = there?.id ?? uuidv5(request.sku, PUT_PRODUCTS);
    await this.skus.claim(variantsOf(given), id, meta);
    const handled = await this.handle(new PutProduct(id, given, meta));
    // A command that changed nothing is not remembered: a repeat at revision 0 is that of the creation.
    const created = handled.revision === 0 && (handled.replayed || handled.events.length > 0);
    return { ...answerOf(id, handled), created };
  }

  async getProduct({ productId, asOf }: GetProductRequest): Promise<GetProductResponse> {
    const loaded = asOf
      ? await this.aggregates.loadAsOf(product, productId, asOf)
      : await this.aggregates.load(product, productId);
    return { product: existing(productId, loaded) };
  }

  async getProductBySku({ sku }: GetProductBySkuRequest): Promise<GetProductBySkuResponse> {
    const found = await this.skus.productOf(sku);
    if (!found) throw new AppError('notFound', 'NOT_FOUND', `There is no product with the SKU ${sku}.`);
    return { product: existing(found.id, found) };
  }

  async getProductHistory(request: GetProductHistoryRequest): Promise<GetProductHistoryResponse> {
    const { productId, from, to } = request;
    const page = pageOf(request, `history ${productId}`, ['number']);
    const { size, offset, after } = page;
    const [was, is] = [from, to].map((point) => (point ? pointInHistory(point) : undefined));
    const all = await this.store.read(streamOf(product, productId));
    if (!all.length) throw notFound(productId);
    const between = all.filter((event) => !was?.(event) && (is?.(event) ?? true));
    const start = after ? between.findIndex(({ revision }) => revision > Number(after[0])) : offset;
    const items = start < 0 ? [] : between.slice(start, start + size);
    const [last, end] = [items.at(-1), between.at(-1)];
    return {
      items: items.map(historyEntry),
      totalCount: between.length,
      nextPageToken: last && last !== end ? pageTokenOf(page, [last.revision]) : undefined,
      differences: from && to ? await this.differencesOf(productId, from, to) : [],
    };
  }

  async listProducts(request: ListProductsRequest): Promise<ListProductsResponse> {
    const query = searchOf(request);
    await this.writes.found(productFeeder, request.minPosition, (token) => productsIn(token, this.readModel.manager));
    const { hits, total, facets, nextCursor } = await this.index.search(productIndex.name, query);
    return {
      items: hits.map(({ source }) => source as Product),
      totalCount: total,
      nextPageToken: nextCursor,
      facets: Object.entries(facets).map(([name, values]) => ({ name, values: [...values] })),
    };
  }

  async updateProduct(request: UpdateProductRequest): Promise<UpdateProductResponse> {
    const { productId, commandId, expectedRevision } = request;
    const change = changeOf(request.change, request.updateMask);
    const meta = metaFor('UpdateProduct', commandId, expectedRevision);
    const { state } = await this.aggregates.load(product, productId);
    if (change.variants && state.status !== 'none' && state.status !== 'archived') {
      const has = new Set(state.variants.map(({ sku }) => sku));
      const added = variantsAfter(state.variants, change).filter(({ sku }) => !has.has(sku));
      await this.skus.claim(added, productId, meta);
    }
    return answerOf(productId, await this.handle(new ChangeProduct(productId, change, meta)));
  }

  async publishProduct(request: PublishProductRequest): Promise<PublishProductResponse> {
    const { commandId, productId, expectedRevision } = request;
    const meta = metaFor('PublishProduct', commandId, expectedRevision);
    return answerOf(productId, await this.handle(new PublishProduct(productId, {}, meta)));
  }

  async archiveProduct(request: ArchiveProductRequest): Promise<ArchiveProductResponse> {
    const { commandId, productId, expectedRevision } = request;
    const meta = metaFor('ArchiveProduct', commandId, expectedRevision);
    return answerOf(productId, await this.handle(new ArchiveProduct(productId, {}, meta)));
  }

  async quoteVariants({ skus = [] }: QuoteVariantsRequest): Promise<QuoteVariantsResponse> {
    return { quotes: await this.quotes.of(skus) };
  }

  /** Quotes follow a change before it is answered; while the cache is away, as soon as the reactor reaches it. */
  private async handle(command: DomainCommand<ProductState, object>): Promise<Handled<ProductState>> {
    const handled = await this.commands.execute(command);
    await this.quotes.changed(handled).catch(() => undefined);
    return handled;
  }

  private async differencesOf(id: string, from: string, to: string) {
    const [before, after] = await Promise.all(
      [from, to].map(async (point) => comparable(id, await this.aggregates.loadAsOf(product, id, point))),
    );
    return differences(before, after);
  }
}

function existing(id: string, { state, ...loaded }: Loaded<ProductState>): Product {
  if (state.status === 'none') throw notFound(id);
  return productView({ id, ...state, ...loaded });
}

function answerOf(id: string, handled: Handled<ProductState>) {
  const { revision, position, replayed } = handled;
  return { product: existing(id, handled), revision, position, replayed };
}

/** What of a product can be different; nothing before it was created. */
function comparable(id: string, loaded: Loaded<ProductState>): object {
  if (loaded.state.status === 'none') return {};
  const { revision: _, updatedAt: __, ...rest } = existing(id, loaded);
  return rest;
}

const notFound = (id: string) => new AppError('notFound', 'NOT_FOUND', `There is no product ${id}.`);
