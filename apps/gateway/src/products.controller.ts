import { Body, Controller, Delete, Get, Patch, Post, Put, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  Difference,
  Facet,
  HistoryEntry,
  NewProduct,
  Product,
  ProductChange,
  ProductService,
  ProductStatus,
} from '#contracts';
import { AppError } from '#ports';
import {
  answerRead,
  AnswersCreated,
  AnswersRead,
  AnswersWrite,
  answerWrite,
  enumOf,
  flag,
  Id,
  IdempotencyKey,
  IfMatch,
  listAnswer,
  listQuery,
  MinPosition,
  money,
  pageOf,
  point,
  PutCondition,
  queryOf,
  RequiredIfMatch,
  Sku,
  text,
} from '#runtime';
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

type ProductsQuery = InstanceType<typeof ProductsQuery>;
type AsOfQuery = InstanceType<typeof AsOfQuery>;
type HistoryQuery = InstanceType<typeof HistoryQuery>;

class FoundProducts extends pageOf(Product) {
  @ApiProperty({ type: () => [Facet] }) facets!: Facet[];
}

class ProductHistory extends pageOf(HistoryEntry) {
  @ApiProperty({ type: () => [Difference] }) differences!: Difference[];
}

@Controller('v1/products')
@ApiTags('products')
export class ProductsController {
  constructor(private readonly products: ProductService) {}

  @Post()
  @AnswersCreated(Product)
  async createProduct(
    @Body() product: NewProduct,
    @IdempotencyKey() commandId: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const done = await this.products.createProduct({ commandId: commandId ?? '', product });
    return answerWrite(reply, done, done.product, { location: `/v1/products/${done.product.id}` });
  }

  @Get()
  @ApiOkResponse({ type: FoundProducts })
  async listProducts(@Query() query: ProductsQuery, @MinPosition() minPosition: string | undefined) {
    const found = await this.products.listProducts({ ...paged(query), minPosition });
    return { ...listAnswer(query, found), facets: found.facets };
  }

  @Put('by-sku/:sku')
  @AnswersWrite(Product)
  @AnswersCreated(Product)
  async putProductBySku(
    @Sku() sku: string,
    @Body() product: NewProduct,
    @IdempotencyKey() commandId: string | undefined,
    @PutCondition() condition: number | '*' | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if (condition === '*') await this.mustBeThere(sku);
    const expectedRevision = condition === '*' ? undefined : condition;
    const request = { sku, commandId: commandId ?? '', product, expectedRevision };
    const done = await this.products.putProductBySku(request);
    const created = done.created ? { status: 201, location: `/v1/products/${done.product.id}` } : {};
    return answerWrite(reply, done, done.product, created);
  }

  @Get('by-sku/:sku')
  @AnswersRead(Product)
  async getProductBySku(
    @Sku() sku: string,
    @MinPosition() minPosition: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answerRead(reply, (await this.products.getProductBySku({ sku, minPosition })).product);
  }

  @Get(':id')
  @AnswersRead(Product)
  async getProduct(
    @Id() productId: string,
    @Query() { asOf }: AsOfQuery,
    @MinPosition() minPosition: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answerRead(reply, (await this.products.getProduct({ productId, asOf, minPosition })).product);
  }

  /** Its events; with from and to (a moment or a revision each) also what is different between the two. */
  @Get(':id/history')
  @ApiOkResponse({ type: ProductHistory })
  async getProductHistory(@Id() productId: string, @Query() query: HistoryQuery) {
    const found = await this.products.getProductHistory({ productId, ...paged(query) });
    return { ...listAnswer(query, found), differences: found.differences };
  }

  @Patch(':id')
  @AnswersWrite(Product)
  async updateProduct(
    @Id() productId: string,
    @Body() change: ProductChange,
    @IdempotencyKey() commandId: string | undefined,
    @RequiredIfMatch() expectedRevision: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const updateMask = Object.keys(change);
    const request = { productId, commandId: commandId ?? '', expectedRevision, change, updateMask };
    const done = await this.products.updateProduct(request);
    return answerWrite(reply, done, done.product);
  }

  @Post(':id/publish')
  @AnswersWrite(Product)
  async publishProduct(
    @Id() productId: string,
    @IdempotencyKey() commandId: string | undefined,
    @IfMatch() expectedRevision: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const done = await this.products.publishProduct({ productId, commandId: commandId ?? '', expectedRevision });
    return answerWrite(reply, done, done.product);
  }

  @Delete(':id')
  @AnswersWrite(Product)
  async archiveProduct(
    @Id() productId: string,
    @IdempotencyKey() commandId: string | undefined,
    @IfMatch() expectedRevision: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const done = await this.products.archiveProduct({ productId, commandId: commandId ?? '', expectedRevision });
    return answerWrite(reply, done, done.product);
  }

  /** Looked at before the put: what has a SKU keeps it. */
  private async mustBeThere(sku: string): Promise<void> {
    try {
      await this.products.getProductBySku({ sku });
    } catch (error) {
      if (!(error instanceof AppError && error.kind === 'notFound')) throw error;
      throw new AppError('conflict', 'VERSION_CONFLICT', `There is no product with the SKU ${sku} yet.`);
    }
  }
}
