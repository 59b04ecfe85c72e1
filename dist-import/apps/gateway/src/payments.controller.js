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
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { NewCapture, NewRefund, Payment, PaymentService, PaymentStatus, ReceiveProviderNewsResponse } from '#contracts';
import { answerRead, AnswersRead, AnswersWrite, answerWrite, enumOf, Id, IdempotencyKey, IfMatch, listAnswer, listQuery, MinPosition, pageOf, rawBodyOf, uuid, } from '#runtime';
import { paged } from './paging.js';
const PaymentsQuery = listQuery({
    sort: ['createdAt', 'amount'],
    filters: { status: enumOf(PaymentStatus), orderId: uuid },
});
let PaymentsController = class PaymentsController {
    payments;
    constructor(payments) {
        this.payments = payments;
    }
    async listPayments(query, minPosition) {
        return listAnswer(query, await this.payments.listPayments({ ...paged(query), minPosition }));
    }
    async getPayment(paymentId, minPosition, reply) {
        return answerRead(reply, (await this.payments.getPayment({ paymentId, minPosition })).payment);
    }
    async capturePayment(paymentId, capture, commandId, expectedRevision, reply) {
        const request = { paymentId, commandId: commandId ?? '', expectedRevision, capture };
        const done = await this.payments.capturePayment(request);
        return answerWrite(reply, done, done.payment);
    }
    async voidPayment(paymentId, commandId, expectedRevision, reply) {
        const done = await this.payments.voidPayment({ paymentId, commandId: commandId ?? '', expectedRevision });
        return answerWrite(reply, done, done.payment);
    }
    async refundPayment(paymentId, refund, commandId, expectedRevision, reply) {
        const request = { paymentId, commandId: commandId ?? '', expectedRevision, refund };
        const done = await this.payments.refundPayment(request);
        return answerWrite(reply, done, done.payment);
    }
    /** The body goes on as it came: the provider signed its bytes. */
    receiveProviderNews(provider, request) {
        const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
        return this.payments.receiveProviderNews({ provider, headers, body: rawBodyOf(request) });
    }
};
__decorate([
    Get(),
    ApiOkResponse({ type: pageOf(Payment) }),
    __param(0, Query()),
    __param(1, MinPosition()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [PaymentsQuery, Object]),
    __metadata("design:returntype", Promise)
], PaymentsController.prototype, "listPayments", null);
__decorate([
    Get(':id'),
    AnswersRead(Payment),
    __param(0, Id()),
    __param(1, MinPosition()),
    __param(2, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, Object, Object]),
    __metadata("design:returntype", Promise)
], PaymentsController.prototype, "getPayment", null);
__decorate([
    Post(':id/captures'),
    AnswersWrite(Payment, 201),
    __param(0, Id()),
    __param(1, Body()),
    __param(2, IdempotencyKey()),
    __param(3, IfMatch()),
    __param(4, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, NewCapture, Object, Object, Object]),
    __metadata("design:returntype", Promise)
], PaymentsController.prototype, "capturePayment", null);
__decorate([
    Post(':id/void'),
    AnswersWrite(Payment),
    __param(0, Id()),
    __param(1, IdempotencyKey()),
    __param(2, IfMatch()),
    __param(3, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, Object, Object, Object]),
    __metadata("design:returntype", Promise)
], PaymentsController.prototype, "voidPayment", null);
__decorate([
    Post(':id/refunds'),
    AnswersWrite(Payment, 201),
    __param(0, Id()),
    __param(1, Body()),
    __param(2, IdempotencyKey()),
    __param(3, IfMatch()),
    __param(4, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, NewRefund, Object, Object, Object]),
    __metadata("design:returntype", Promise)
], PaymentsController.prototype, "refundPayment", null);
__decorate([
    Post('providers/:provider/webhooks'),
    HttpCode(200),
    ApiOkResponse({ type: ReceiveProviderNewsResponse }),
    __param(0, Param('provider')),
    __param(1, Req()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, Object]),
    __metadata("design:returntype", void 0)
], PaymentsController.prototype, "receiveProviderNews", null);
PaymentsController = __decorate([
    Controller('v1/payments'),
    ApiTags('payments'),
    __metadata("design:paramtypes", [PaymentService])
], PaymentsController);
export { PaymentsController };
//# sourceMappingURL=payments.controller.js.map