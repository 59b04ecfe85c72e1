var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
import { Module } from '@nestjs/common';
import { commandHandlers, provideReadSide } from '#eventing';
import { ArchiveProduct, ChangeProduct, CreateProduct, product, PublishProduct, PutProduct, } from './product.decider.js';
import { ProductGrpc } from './product.grpc.js';
import { Quotes } from './product.quotes.js';
import { productReadSide } from './product.read-side.js';
import { Skus } from './product.skus.js';
import { ForgetQuotes } from './quotes.reactor.js';
let ProductModule = class ProductModule {
};
ProductModule = __decorate([
    Module({
        controllers: [ProductGrpc],
        providers: [
            ...commandHandlers(product, [CreateProduct, PutProduct, ChangeProduct, PublishProduct, ArchiveProduct]),
            provideReadSide(productReadSide),
            Skus,
            Quotes,
            ForgetQuotes,
        ],
    })
], ProductModule);
export { ProductModule };
//# sourceMappingURL=product.module.js.map