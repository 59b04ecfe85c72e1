var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
var __param = (this && this.__param) || function (paramIndex, decorator) {
    return function (target, key) { decorator(target, key, paramIndex); }
};
import { Body, Controller, Delete, Get, Patch, Post, Put, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Difference, Facet, HistoryEntry, NewProduct, Product, ProductChange, ProductService, ProductStatus, } from '#contracts';
import { answerRead, AnswersCreated, AnswersRead, AnswersWrite, answerWrite, enumOf, flag, Id, IdempotencyKey, IfMatch, listAnswer, listQuery, MinPosition, money, pageOf, point, queryOf, RequiredIfMatch, Sku, text, } from '#runtime';
import { paged } from './paging.js';
const ProductsQuery = listQuery({
    sort: ['name', 'price', 'createdAt', 'updatedAt'],
    filters: {
        q: text(),
        category: text({ max: 100 }),
        minPrice: money,
        maxPrice: money,
        status: enumOf(ProductStatus),
        inStock: flag,
    },
});
const AsOfQuery = queryOf({ asOf: point });
const HistoryQuery = listQuery({ sort: [], filters: { from: point, to: point } });
class FoundProducts extends pageOf(Product) {
    facets;
}
__decorate([
    ApiProperty({ type: () => [Facet] }),
    __metadata("design:type", Array)
], FoundProducts.prototype, "facets", void 0);
class ProductHistory extends pageOf(HistoryEntry) {
    differences;
}
__decorate([
    ApiProperty({ type: () => [Difference] }),
    __metadata("design:type", Array)
], ProductHistory.prototype, "differences", void 0);
let ProductsController = class ProductsController {
    products;
    constructor(products) {
        this.products = products;
    }
    async createProduct(product, commandId, reply) {
        const done = await this.products.createProduct({ commandId: commandId ?? '', product });
        return answerWrite(reply, done, done.product, { location: `/v1/products/${done.product.id}` });
    }
    async listProducts(query, minPosition) {
        const found = await this.products.listProducts({ ...paged(query), minPosition });
        return { ...listAnswer(query, found), facets: found.facets };
    }
    async putProductBySku(sku, product, commandId, expectedRevision, reply) {
        const request = { sku, commandId: commandId ?? '', product, expectedRevision };
        const done = await this.products.putProductBySku(request);
        const created = done.created ? { status: 201, location: `/v1/products/${done.product.id}` } : {};
        return answerWrite(reply, done, done.product, created);
    }
    async getProductBySku(sku, minPosition, reply) {
        return answerRead(reply, (await this.products.getProductBySku({ sku, minPosition })).product);
    }
    async getProduct(productId, { asOf }, minPosition, reply) {
        return answerRead(reply, (await this.products.getProduct({ productId, asOf, minPosition })).product);
    }
    /** Its events; with from and to (a moment or a revision each) also what is different between the two. */
    async getProductHistory(productId, query) {
        const found = await this.products.getProductHistory({ productId, ...paged(query) });
        return { ...listAnswer(query, found), differences: found.differences };
    }
    async updateProduct(productId, change, commandId, expectedRevision, reply) {
        const updateMask = Object.keys(change);
        const request = { productId, commandId: commandId ?? '', expectedRevision, change, updateMask };
        const done = await this.products.updateProduct(request);
        return answerWrite(reply, done, done.product);
    }
    async publishProduct(productId, commandId, expectedRevision, reply) {
        const done = await this.products.publishProduct({ productId, commandId: commandId ?? '', expectedRevision });
        return answerWrite(reply, done, done.product);
    }
    async archiveProduct(productId, commandId, expectedRevision, reply) {
        const done = await this.products.archiveProduct({ productId, commandId: commandId ?? '', expectedRevision });
        return answerWrite(reply, done, done.product);
    }
};
__decorate([
    Post(),
    AnswersCreated(Product),
    __param(0, Body()),
    __param(1, IdempotencyKey()),
    __param(2, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [NewProduct, Object, Object]),
    __metadata("design:returntype", Promise)
], ProductsController.prototype, "createProduct", null);
__decorate([
    Get(),
    ApiOkResponse({ type: FoundProducts }),
    __param(0, Query()),
    __param(1, MinPosition()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [ProductsQuery, Object]),
    __metadata("design:returntype", Promise)
], ProductsController.prototype, "listProducts", null);
__decorate([
    Put('by-sku/:sku'),
    AnswersWrite(Product),
    AnswersCreated(Product),
    __param(0, Sku()),
    __param(1, Body()),
    __param(2, IdempotencyKey()),
    __param(3, IfMatch()),
    __param(4, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, NewProduct, Object, Object, Object]),
    __metadata("design:returntype", Promise)
], ProductsController.prototype, "putProductBySku", null);
__decorate([
    Get('by-sku/:sku'),
    AnswersRead(Product),
    __param(0, Sku()),
    __param(1, MinPosition()),
    __param(2, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, Object, Object]),
    __metadata("design:returntype", Promise)
], ProductsController.prototype, "getProductBySku", null);
__decorate([
    Get(':id'),
    AnswersRead(Product),
    __param(0, Id()),
    __param(1, Query()),
    __param(2, MinPosition()),
    __param(3, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, AsOfQuery, Object, Object]),
    __metadata("design:returntype", Promise)
], ProductsController.prototype, "getProduct", null);
__decorate([
    Get(':id/history'),
    ApiOkResponse({ type: ProductHistory }),
    __param(0, Id()),
    __param(1, Query()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, HistoryQuery]),
    __metadata("design:returntype", Promise)
], ProductsController.prototype, "getProductHistory", null);
__decorate([
    Patch(':id'),
    AnswersWrite(Product),
    __param(0, Id()),
    __param(1, Body()),
    __param(2, IdempotencyKey()),
    __param(3, RequiredIfMatch()),
    __param(4, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, ProductChange, Object, Object, Object]),
    __metadata("design:returntype", Promise)
], ProductsController.prototype, "updateProduct", null);
__decorate([
    Post(':id/publish'),
    AnswersWrite(Product),
    __param(0, Id()),
    __param(1, IdempotencyKey()),
    __param(2, IfMatch()),
    __param(3, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, Object, Object, Object]),
    __metadata("design:returntype", Promise)
], ProductsController.prototype, "publishProduct", null);
__decorate([
    Delete(':id'),
    AnswersWrite(Product),
    __param(0, Id()),
    __param(1, IdempotencyKey()),
    __param(2, IfMatch()),
    __param(3, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, Object, Object, Object]),
    __metadata("design:returntype", Promise)
], ProductsController.prototype, "archiveProduct", null);
ProductsController = __decorate([
    Controller('v1/products'),
    ApiTags('products'),
    __metadata("design:paramtypes", [ProductService])
], ProductsController);
export { ProductsController };
//# sourceMappingURL=products.controller.js.map