var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { CommandBus } from '@nestjs/cqrs';
import { v5 as uuidv5 } from 'uuid';
import { ProductService, } from '#contracts';
import { Aggregates, AppError, differences, historyEntry, idFor, metaFor, pageOf, pageTokenOf, pointInHistory, ReadYourWrites, streamOf, } from '#eventing';
import { EventStore, ReadModel, SearchIndex } from '#ports';
import { GrpcService } from '#runtime';
import { changeOf, putAt } from './product.change.js';
import { ArchiveProduct, ChangeProduct, CreateProduct, product, PublishProduct, PutProduct, variantsAfter, variantsOf, } from './product.decider.js';
import { productFeeder, productIndex, productsIn, searchOf } from './product-search.js';
import { Quotes } from './product.quotes.js';
import { Skus } from './product.skus.js';
import { productView } from './product.view.js';
/** Puts of a SKU that no product has meet in one stream, whoever sends them. */
const PUT_PRODUCTS = '0d3c3d53-5a0e-4d39-9c55-9a9a6f1f6d5b';
let ProductGrpc = class ProductGrpc extends ProductService {
    commands;
    aggregates;
    skus;
    quotes;
    store;
    readModel;
    index;
    writes;
    constructor(commands, aggregates, skus, quotes, store, readModel, index, writes) {
        super();
        this.commands = commands;
        this.aggregates = aggregates;
        this.skus = skus;
        this.quotes = quotes;
        this.store = store;
        this.readModel = readModel;
        this.index = index;
        this.writes = writes;
    }
    async createProduct({ commandId, product: given }) {
        const meta = metaFor('CreateProduct', commandId);
        const id = idFor('product', meta);
        await this.skus.claim(variantsOf(given), id, meta);
        return answerOf(id, await this.handle(new CreateProduct(id, given, meta)));
    }
    async putProductBySku(request) {
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
    async getProduct({ productId, asOf }) {
        const loaded = asOf
            ? await this.aggregates.loadAsOf(product, productId, asOf)
            : await this.aggregates.load(product, productId);
        return { product: existing(productId, loaded) };
    }
    async getProductBySku({ sku }) {
        const found = await this.skus.productOf(sku);
        if (!found)
            throw new AppError('notFound', 'NOT_FOUND', `There is no product with the SKU ${sku}.`);
        return { product: existing(found.id, found) };
    }
    async getProductHistory(request) {
        const { productId, from, to } = request;
        const { size, offset, after } = pageOf(request);
        const [was, is] = [from, to].map((point) => (point ? pointInHistory(point) : undefined));
        const all = await this.store.read(streamOf(product, productId));
        if (!all.length)
            throw notFound(productId);
        const between = all.filter((event) => !was?.(event) && (is?.(event) ?? true));
        const start = after ? between.findIndex(({ revision }) => revision > Number(after[0])) : offset;
        const items = start < 0 ? [] : between.slice(start, start + size);
        const [last, end] = [items.at(-1), between.at(-1)];
        return {
            items: items.map(historyEntry),
            totalCount: between.length,
            nextPageToken: last && last !== end ? pageTokenOf([last.revision]) : undefined,
            differences: from && to ? await this.differencesOf(productId, from, to) : [],
        };
    }
    async listProducts(request) {
        const query = searchOf(request);
        await this.writes.found(productFeeder, request.minPosition, (token) => productsIn(token, this.readModel.manager));
        const { hits, total, facets, nextCursor } = await this.index.search(productIndex.name, query);
        return {
            items: hits.map(({ source }) => source),
            totalCount: total,
            nextPageToken: nextCursor,
            facets: Object.entries(facets).map(([name, values]) => ({ name, values: [...values] })),
        };
    }
    async updateProduct(request) {
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
    async publishProduct(request) {
        const { commandId, productId, expectedRevision } = request;
        const meta = metaFor('PublishProduct', commandId, expectedRevision);
        return answerOf(productId, await this.handle(new PublishProduct(productId, {}, meta)));
    }
    async archiveProduct(request) {
        const { commandId, productId, expectedRevision } = request;
        const meta = metaFor('ArchiveProduct', commandId, expectedRevision);
        return answerOf(productId, await this.handle(new ArchiveProduct(productId, {}, meta)));
    }
    async quoteVariants({ skus = [] }) {
        return { quotes: await this.quotes.of(skus) };
    }
    /** Quotes follow a change before it is answered; while the cache is away, as soon as the reactor reaches it. */
    async handle(command) {
        const handled = await this.commands.execute(command);
        await this.quotes.changed(handled).catch(() => undefined);
        return handled;
    }
    async differencesOf(id, from, to) {
        const [before, after] = await Promise.all([from, to].map(async (point) => comparable(id, await this.aggregates.loadAsOf(product, id, point))));
        return differences(before, after);
    }
};
ProductGrpc = __decorate([
    GrpcService(ProductService),
    __metadata("design:paramtypes", [CommandBus,
        Aggregates,
        Skus,
        Quotes,
        EventStore,
        ReadModel,
        SearchIndex,
        ReadYourWrites])
], ProductGrpc);
export { ProductGrpc };
function existing(id, { state, ...loaded }) {
    if (state.status === 'none')
        throw notFound(id);
    return productView({ id, ...state, ...loaded });
}
function answerOf(id, handled) {
    const { revision, position, replayed } = handled;
    return { product: existing(id, handled), revision, position, replayed };
}
/** What of a product can be different; nothing before it was created. */
function comparable(id, loaded) {
    if (loaded.state.status === 'none')
        return {};
    const { revision: _, updatedAt: __, ...rest } = existing(id, loaded);
    return rest;
}
const notFound = (id) => new AppError('notFound', 'NOT_FOUND', `There is no product ${id}.`);
//# sourceMappingURL=product.grpc.js.map