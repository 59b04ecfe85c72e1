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
import { PaymentService, } from '#contracts';
import { Aggregates, AppError, idFor, listRows, metaFor, pageOf, ReadYourWrites, sortOf, streamOf, tokenOf, } from '#eventing';
import { ReadModel } from '#ports';
import { GrpcService } from '#runtime';
import { payment, RequestAuthorisation, RequestCapture, RequestRefund, RequestVoid, } from './payment.decider.js';
import { PaymentDispatcher } from './payment.dispatcher.js';
import { openIn, paymentListed, paymentView } from './payment.view.js';
import { PaymentRow, paymentRows } from './payment-view.projection.js';
import { PaymentProviders } from './providers/providers.js';
let PaymentGrpc = class PaymentGrpc extends PaymentService {
    commands;
    aggregates;
    writes;
    readModel;
    providers;
    dispatcher;
    constructor(commands, aggregates, writes, readModel, providers, dispatcher) {
        super();
        this.commands = commands;
        this.aggregates = aggregates;
        this.writes = writes;
        this.readModel = readModel;
        this.providers = providers;
        this.dispatcher = dispatcher;
    }
    async getPayment({ paymentId }) {
        return { payment: paymentView(paymentId, await this.aggregates.load(payment, paymentId)) };
    }
    async listPayments(request) {
        await this.writes.reached(paymentRows, request.minPosition);
        const { status, orderId } = request;
        const sort = sortOf(request.sort, ['createdAt', 'amount'], '-createdAt');
        const listed = await listRows(this.readModel.manager, PaymentRow, pageOf(request), sort, (query) => {
            if (status)
                query.andWhere('row.status = :status', { status });
            if (orderId)
                query.andWhere('row.orderId = :orderId', { orderId });
        });
        return { ...listed, items: listed.items.map(paymentListed) };
    }
    async authorisePayment(request) {
        const { commandId, paymentId, orderId, method, token, reference } = request;
        if (method === 'test' && !this.providers.has(method)) {
            const message = 'The test provider takes no payments in production.';
            throw new AppError('unprocessable', 'TEST_PAYMENT_IN_PRODUCTION', message, [{ pointer: '/method', message }]);
        }
        const { amount, currency } = request.amount;
        const terms = { orderId, amount, currency, method, token, reference };
        const command = new RequestAuthorisation(paymentId, terms, metaFor('AuthorisePayment', commandId));
        return this.carriedOut(paymentId, await this.commands.execute(command), { kind: 'authorise', id: '1' });
    }
    async capturePayment(request) {
        const { commandId, paymentId, expectedRevision, capture } = request;
        const meta = metaFor('CapturePayment', commandId, expectedRevision);
        const captureId = idFor('capture', meta);
        const command = new RequestCapture(paymentId, { captureId, amount: capture.amount }, meta);
        return this.carriedOut(paymentId, await this.commands.execute(command), { kind: 'capture', id: captureId });
    }
    async voidPayment({ commandId, paymentId, expectedRevision }) {
        const command = new RequestVoid(paymentId, {}, metaFor('VoidPayment', commandId, expectedRevision));
        const handled = await this.commands.execute(command);
        const id = handled.state.status === 'none' ? '' : String(handled.state.voids);
        return this.carriedOut(paymentId, handled, { kind: 'void', id });
    }
    async refundPayment(request) {
        const { commandId, paymentId, expectedRevision, refund } = request;
        const meta = metaFor('RefundPayment', commandId, expectedRevision);
        const refundId = idFor('refund', meta);
        const command = new RequestRefund(paymentId, { refundId, amount: refund.amount, reason: refund.reason }, meta);
        return this.carriedOut(paymentId, await this.commands.execute(command), { kind: 'refund', id: refundId });
    }
    async receiveProviderNews(request) {
        return { applied: await this.dispatcher.receive(request.provider, request.headers ?? {}, request.body) };
    }
    /** The payment when the provider has answered what was asked, or as it stands when that takes too long. */
    async carriedOut(id, handled, asked) {
        const { state, revision, position, replayed } = handled;
        if (state.status === 'none' || !openIn(state).length) {
            return { payment: paymentView(id, handled), revision, position, replayed };
        }
        await this.aggregates.settled(); // a reaction may be answered ahead of the disk
        await this.dispatcher.carryOutInTime(id, replayed || !handled.events.length ? undefined : asked);
        const now = await this.aggregates.load(payment, id);
        return {
            payment: paymentView(id, now),
            revision: now.revision,
            position: tokenOf([streamOf(payment, id), now.revision]),
            replayed,
        };
    }
};
PaymentGrpc = __decorate([
    GrpcService(PaymentService),
    __metadata("design:paramtypes", [CommandBus,
        Aggregates,
        ReadYourWrites,
        ReadModel,
        PaymentProviders,
        PaymentDispatcher])
], PaymentGrpc);
export { PaymentGrpc };
//# sourceMappingURL=payment.grpc.js.map