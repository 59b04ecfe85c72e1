var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
import { Module } from '@nestjs/common';
import { ProductService } from '#contracts';
import { commandHandlers, provideReadSide } from '#eventing';
import { rpcClient } from '#runtime';
import { CancelOrder, CompleteOrder, ConfirmOrder, DeliverShipment, order, PlaceOrder, ReadyOrder, ReceiveReturn, RecordOrderPayment, RejectOrder, ReturnOrder, ShipOrder, } from './order.decider.js';
import { OrderGrpc } from './order.grpc.js';
import { Offers } from './order.offer.js';
import { orderReadSide } from './order.read-side.js';
import { OrderTimeline } from './order.timeline.js';
import { OrderWatch } from './order.watch.js';
import { OrdersQuery } from './orders.query.js';
let OrderModule = class OrderModule {
};
OrderModule = __decorate([
    Module({
        controllers: [OrderGrpc],
        providers: [
            ...commandHandlers(order, [
                PlaceOrder,
                ConfirmOrder,
                RejectOrder,
                CancelOrder,
                ReadyOrder,
                ShipOrder,
                DeliverShipment,
                CompleteOrder,
                ReturnOrder,
                ReceiveReturn,
                RecordOrderPayment,
            ]),
            provideReadSide(orderReadSide),
            rpcClient(ProductService),
            Offers,
            OrdersQuery,
            OrderTimeline,
            OrderWatch,
        ],
    })
], OrderModule);
export { OrderModule };
//# sourceMappingURL=order.module.js.map