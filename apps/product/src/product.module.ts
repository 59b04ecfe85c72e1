import { Module } from '@nestjs/common';
import { commandHandlers, provideReadSide } from '#eventing';
import {
  ArchiveProduct,
  ChangeProduct,
  CreateProduct,
  product,
  PublishProduct,
  PutProduct,
} from './product.decider.js';
import { ProductGrpc } from './product.grpc.js';
import { Quotes } from './product.quotes.js';
import { productReadSide } from './product.read-side.js';
import { Skus } from './product.skus.js';
import { ForgetQuotes } from './quotes.reactor.js';

@Module({
  controllers: [ProductGrpc],
  providers: [
    ...commandHandlers(product, [CreateProduct, PutProduct, ChangeProduct, PublishProduct, ArchiveProduct]),
    provideReadSide(productReadSide),
    Skus,
    Quotes,
    ForgetQuotes,
  ],
})
export class ProductModule {}
