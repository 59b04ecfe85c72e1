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
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import { Audit } from '#audit';
import { AdminService, Order, OrderService, ParkedEvent, Product, ProductService, ProjectionStatus, RetryParkedResponse, Saga, SagaAction, SagaService, SagaState, SkipParkedResponse, } from '#contracts';
import { AppError } from '#ports';
import { answerRead, AnswersAccepted, AnswersRead, AnswersWrite, answerWrite, dateTime, enumOf, Id, IdempotencyKey, listAnswer, listOf, listQuery, MinPosition, pageOf, text, uuid, } from '#runtime';
import { Operation, Operations } from './operations.js';
import { paged } from './paging.js';
const SearchQuery = listQuery({
    sort: [],
    filters: { q: text(), in: listOf(enumOf({ products: 'products', orders: 'orders' })) },
});
const SagasQuery = listQuery({
    sort: ['startedAt', 'updatedAt'],
    filters: { state: enumOf(SagaState), olderThan: dateTime, order: uuid },
});
const ParkedQuery = listQuery({ sort: [], filters: {} });
/** Why an event is passed over. */
class Skip {
    reason;
}
__decorate([
    IsString(),
    Length(1, 500),
    ApiProperty({ type: String, minLength: 1, maxLength: 500 }),
    __metadata("design:type", String)
], Skip.prototype, "reason", void 0);
class FoundAnywhere {
    products;
    orders;
}
__decorate([
    ApiProperty({ type: pageOf(Product), required: false }),
    __metadata("design:type", Object)
], FoundAnywhere.prototype, "products", void 0);
__decorate([
    ApiProperty({ type: pageOf(Order), required: false }),
    __metadata("design:type", Object)
], FoundAnywhere.prototype, "orders", void 0);
let AdminController = class AdminController {
    products;
    orders;
    sagas;
    admin;
    operations;
    audit;
    constructor(products, orders, sagas, admin, operations, audit) {
        this.products = products;
        this.orders = orders;
        this.sagas = sagas;
        this.admin = admin;
        this.operations = operations;
        this.audit = audit;
    }
    /** Everything that holds the words: one list per kind, each with its own total. */
    async search(query, minPosition) {
        const { in: kinds = ['products', 'orders'], ...rest } = query;
        const request = { ...paged(rest), minPosition };
        const [products, orders] = await Promise.all([
            kinds.includes('products') ? this.products.listProducts(request) : undefined,
            kinds.includes('orders') ? this.orders.listOrders(request) : undefined,
        ]);
        return {
            ...(products && { products: listAnswer(rest, products) }),
            ...(orders && { orders: listAnswer(rest, orders) }),
        };
    }
    async listSagas(query, minPosition) {
        return listAnswer(query, await this.sagas.listSagas({ ...paged(query), minPosition }));
    }
    async getSaga(sagaId, reply) {
        return answerRead(reply, (await this.sagas.getSaga({ sagaId })).saga);
    }
    async retrySaga(sagaId, action, commandId, reply) {
        const done = await this.sagas.retrySaga({ sagaId, action, commandId: commandId ?? '' });
        return answerWrite(reply, done, done.saga);
    }
    async skipSaga(sagaId, action, commandId, reply) {
        const done = await this.sagas.skipSaga({ sagaId, action, commandId: commandId ?? '' });
        return answerWrite(reply, done, done.saga);
    }
    async compensateSaga(sagaId, action, commandId, reply) {
        const done = await this.sagas.compensateSaga({ sagaId, action, commandId: commandId ?? '' });
        return answerWrite(reply, done, done.saga);
    }
    async listParked(query) {
        const { size, cursor } = query;
        return listAnswer(query, await this.admin.listParked({ pageSize: size, ...(cursor && { pageToken: cursor }) }));
    }
    retryParked(id) {
        return this.admin.retryParked({ id });
    }
    skipParked(id, { reason }) {
        return this.admin.skipParked({ id, reason });
    }
    async listProjections() {
        return (await this.admin.listProjections({})).projections;
    }
    async rebuildProjection(name, reply) {
        const { projections } = await this.admin.listProjections({});
        if (!projections.some((each) => each.name === name)) {
            throw new AppError('notFound', 'NOT_FOUND', `There is no projection ${name}.`);
        }
        return accepted(reply, await this.operations.start('rebuild', () => this.admin.rebuildProjection({ name })));
    }
    /** Everything that must hold over the log and the read models; its findings are the operation's result. */
    async startAudit(reply) {
        return accepted(reply, await this.operations.start('audit', (progress) => this.audit.run(progress)));
    }
};
__decorate([
    Get('search'),
    ApiOkResponse({ type: FoundAnywhere }),
    __param(0, Query()),
    __param(1, MinPosition()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [SearchQuery, Object]),
    __metadata("design:returntype", Promise)
], AdminController.prototype, "search", null);
__decorate([
    Get('sagas'),
    ApiOkResponse({ type: pageOf(Saga) }),
    __param(0, Query()),
    __param(1, MinPosition()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [SagasQuery, Object]),
    __metadata("design:returntype", Promise)
], AdminController.prototype, "listSagas", null);
__decorate([
    Get('sagas/:id'),
    AnswersRead(Saga),
    __param(0, Param('id')),
    __param(1, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, Object]),
    __metadata("design:returntype", Promise)
], AdminController.prototype, "getSaga", null);
__decorate([
    Post('sagas/:id/retry'),
    AnswersWrite(Saga),
    __param(0, Param('id')),
    __param(1, Body()),
    __param(2, IdempotencyKey()),
    __param(3, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, SagaAction, Object, Object]),
    __metadata("design:returntype", Promise)
], AdminController.prototype, "retrySaga", null);
__decorate([
    Post('sagas/:id/skip'),
    AnswersWrite(Saga),
    __param(0, Param('id')),
    __param(1, Body()),
    __param(2, IdempotencyKey()),
    __param(3, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, SagaAction, Object, Object]),
    __metadata("design:returntype", Promise)
], AdminController.prototype, "skipSaga", null);
__decorate([
    Post('sagas/:id/compensate'),
    AnswersWrite(Saga),
    __param(0, Param('id')),
    __param(1, Body()),
    __param(2, IdempotencyKey()),
    __param(3, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, SagaAction, Object, Object]),
    __metadata("design:returntype", Promise)
], AdminController.prototype, "compensateSaga", null);
__decorate([
    Get('parked'),
    ApiOkResponse({ type: pageOf(ParkedEvent) }),
    __param(0, Query()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [ParkedQuery]),
    __metadata("design:returntype", Promise)
], AdminController.prototype, "listParked", null);
__decorate([
    Post('parked/:id/retry'),
    HttpCode(200),
    ApiOkResponse({ type: RetryParkedResponse }),
    __param(0, Param('id')),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String]),
    __metadata("design:returntype", void 0)
], AdminController.prototype, "retryParked", null);
__decorate([
    Post('parked/:id/skip'),
    HttpCode(200),
    ApiOkResponse({ type: SkipParkedResponse }),
    __param(0, Param('id')),
    __param(1, Body()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, Skip]),
    __metadata("design:returntype", void 0)
], AdminController.prototype, "skipParked", null);
__decorate([
    Get('projections'),
    ApiOkResponse({ type: [ProjectionStatus] }),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", []),
    __metadata("design:returntype", Promise)
], AdminController.prototype, "listProjections", null);
__decorate([
    Post('projections/:name/rebuild'),
    AnswersAccepted(Operation),
    __param(0, Param('name')),
    __param(1, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, Object]),
    __metadata("design:returntype", Promise)
], AdminController.prototype, "rebuildProjection", null);
__decorate([
    Post('audit'),
    AnswersAccepted(Operation),
    __param(0, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [Object]),
    __metadata("design:returntype", Promise)
], AdminController.prototype, "startAudit", null);
AdminController = __decorate([
    Controller('v1/admin'),
    ApiTags('admin'),
    __metadata("design:paramtypes", [ProductService,
        OrderService,
        SagaService,
        AdminService,
        Operations,
        Audit])
], AdminController);
export { AdminController };
let OperationsController = class OperationsController {
    operations;
    constructor(operations) {
        this.operations = operations;
    }
    getOperation(id) {
        return this.operations.find(id);
    }
};
__decorate([
    Get(':id'),
    ApiOkResponse({ type: Operation }),
    __param(0, Id()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String]),
    __metadata("design:returntype", void 0)
], OperationsController.prototype, "getOperation", null);
OperationsController = __decorate([
    Controller('v1/operations'),
    ApiTags('operations'),
    __metadata("design:paramtypes", [Operations])
], OperationsController);
export { OperationsController };
/** What takes long is looked at where it says. */
export function accepted(reply, operation) {
    void reply.header('location', `/v1/operations/${operation.id}`);
    return operation;
}
//# sourceMappingURL=admin.controller.js.map