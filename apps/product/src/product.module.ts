import { Module } from '@nestjs/common';
import { commandHandlers, readSide } from '#eventing';
import { availabilityRows } from './availability.projection.js';
import { productRows } from './product-view.projection.js';
import {
  ArchiveProduct,
  ChangeProduct,
  CreateProduct,
  product,
  PublishProduct,
  PutProduct,
} from './product.decider.js';
import { ProductGrpc } from './product.grpc.js';
import { productMigrations } from './product.migrations.js';
import { productFeeder } from './product-search.js';
import { Quotes } from './product.quotes.js';
import { Skus } from './product.skus.js';
import { ForgetQuotes } from './quotes.reactor.js';

@Module({
  controllers: [ProductGrpc],
  providers: [
    ...commandHandlers(product, [CreateProduct, PutProduct, ChangeProduct, PublishProduct, ArchiveProduct]),
    readSide({
      projections: [productRows, availabilityRows],
      feeders: [productFeeder],
      migrations: productMigrations,
    }),
    Skus,
    Quotes,
    ForgetQuotes,
  ],
})
export class ProductModule {}
