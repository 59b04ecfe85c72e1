var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
// Written by tools/gen-contracts.mjs from libs/contracts/proto/daybook/saga/v1/saga.proto; edit the .proto, then run `npm run gen`.
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsObject, IsOptional, Max, Min, ValidateNested } from 'class-validator';
import { IsDateTime, IsOneOf, IsText, IsUuid } from '../rules.js';
export const SagaState = {
    Running: 'running',
    Compensating: 'compensating',
    NeedsAttention: 'needsAttention',
    Completed: 'completed',
    Rejected: 'rejected',
};
/** One step of a saga: what was asked, what came of it. */
export class SagaStep {
    name;
    /** `waiting`, `done`, `failed`, `skipped`, `compensated`. */
    status;
    attempts;
    startedAt;
    endedAt;
    input;
    output;
    error;
}
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], SagaStep.prototype, "name", void 0);
__decorate([
    ApiProperty({ type: String, description: '`waiting`, `done`, `failed`, `skipped`, `compensated`.' }),
    __metadata("design:type", String)
], SagaStep.prototype, "status", void 0);
__decorate([
    ApiProperty({ type: 'integer' }),
    __metadata("design:type", Number)
], SagaStep.prototype, "attempts", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], SagaStep.prototype, "startedAt", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], SagaStep.prototype, "endedAt", void 0);
__decorate([
    ApiProperty({ type: 'object', additionalProperties: true }),
    __metadata("design:type", Object)
], SagaStep.prototype, "input", void 0);
__decorate([
    ApiProperty({ type: 'object', additionalProperties: true }),
    __metadata("design:type", Object)
], SagaStep.prototype, "output", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], SagaStep.prototype, "error", void 0);
export class Saga {
    /** `checkout-<order id>` or `fulfilment-<order id>`. */
    id;
    kind;
    orderId;
    state;
    step;
    attempt;
    /** When the present step's deadline is looked at. */
    nextTimerAt;
    steps;
    revision;
    startedAt;
    updatedAt;
}
__decorate([
    ApiProperty({ type: String, description: '`checkout-<order id>` or `fulfilment-<order id>`.' }),
    __metadata("design:type", String)
], Saga.prototype, "id", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Saga.prototype, "kind", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Saga.prototype, "orderId", void 0);
__decorate([
    ApiProperty({ enum: SagaState, enumName: 'SagaState' }),
    __metadata("design:type", String)
], Saga.prototype, "state", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Saga.prototype, "step", void 0);
__decorate([
    ApiProperty({ type: 'integer' }),
    __metadata("design:type", Number)
], Saga.prototype, "attempt", void 0);
__decorate([
    ApiProperty({ type: String, required: false, description: 'When the present step\'s deadline is looked at.' }),
    __metadata("design:type", String)
], Saga.prototype, "nextTimerAt", void 0);
__decorate([
    ApiProperty({ type: () => [SagaStep] }),
    __metadata("design:type", Array)
], Saga.prototype, "steps", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], Saga.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Saga.prototype, "startedAt", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Saga.prototype, "updatedAt", void 0);
export class ListSagasRequest {
    state;
    /** Not changed since this time. */
    olderThan;
    order;
    minPosition;
    pageSize;
    pageToken;
    page;
    /** `startedAt` or `updatedAt`; `-` in front: descending. */
    sort;
}
__decorate([
    IsOptional(),
    IsOneOf(SagaState),
    ApiProperty({ enum: SagaState, enumName: 'SagaState', required: false }),
    __metadata("design:type", String)
], ListSagasRequest.prototype, "state", void 0);
__decorate([
    IsOptional(),
    IsDateTime(),
    ApiProperty({ type: String, format: 'date-time', required: false, description: 'Not changed since this time.' }),
    __metadata("design:type", String)
], ListSagasRequest.prototype, "olderThan", void 0);
__decorate([
    IsOptional(),
    IsUuid(),
    ApiProperty({ type: String, format: 'uuid', required: false }),
    __metadata("design:type", String)
], ListSagasRequest.prototype, "order", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], ListSagasRequest.prototype, "minPosition", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(1),
    Max(100),
    ApiProperty({ type: 'integer', minimum: 1, maximum: 100, required: false }),
    __metadata("design:type", Number)
], ListSagasRequest.prototype, "pageSize", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], ListSagasRequest.prototype, "pageToken", void 0);
__decorate([
    IsOptional(),
    IsInt(),
    Min(1),
    Max(2147483647),
    ApiProperty({ type: 'integer', minimum: 1, required: false }),
    __metadata("design:type", Number)
], ListSagasRequest.prototype, "page", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false, description: '`startedAt` or `updatedAt`; `-` in front: descending.' }),
    __metadata("design:type", String)
], ListSagasRequest.prototype, "sort", void 0);
export class ListSagasResponse {
    items;
    totalCount;
    nextPageToken;
}
__decorate([
    ApiProperty({ type: () => [Saga] }),
    __metadata("design:type", Array)
], ListSagasResponse.prototype, "items", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], ListSagasResponse.prototype, "totalCount", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], ListSagasResponse.prototype, "nextPageToken", void 0);
export class GetSagaRequest {
    sagaId;
}
__decorate([
    IsText({ max: 100 }),
    ApiProperty({ type: String, maxLength: 100 }),
    __metadata("design:type", String)
], GetSagaRequest.prototype, "sagaId", void 0);
export class GetSagaResponse {
    saga;
}
__decorate([
    ApiProperty({ type: () => Saga }),
    __metadata("design:type", Saga)
], GetSagaResponse.prototype, "saga", void 0);
/** Why an operator steps in; the body of the saga actions. */
export class SagaAction {
    reason;
}
__decorate([
    IsText({ min: 1, max: 500 }),
    ApiProperty({ type: String, minLength: 1, maxLength: 500 }),
    __metadata("design:type", String)
], SagaAction.prototype, "reason", void 0);
export class RetrySagaRequest {
    commandId;
    sagaId;
    action;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], RetrySagaRequest.prototype, "commandId", void 0);
__decorate([
    IsText({ max: 100 }),
    ApiProperty({ type: String, maxLength: 100 }),
    __metadata("design:type", String)
], RetrySagaRequest.prototype, "sagaId", void 0);
__decorate([
    IsObject(),
    ValidateNested(),
    Type(() => SagaAction),
    ApiProperty({ type: () => SagaAction }),
    __metadata("design:type", SagaAction)
], RetrySagaRequest.prototype, "action", void 0);
export class RetrySagaResponse {
    saga;
    revision;
    position;
    replayed;
}
__decorate([
    ApiProperty({ type: () => Saga }),
    __metadata("design:type", Saga)
], RetrySagaResponse.prototype, "saga", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], RetrySagaResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], RetrySagaResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], RetrySagaResponse.prototype, "replayed", void 0);
export class SkipSagaRequest {
    commandId;
    sagaId;
    action;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], SkipSagaRequest.prototype, "commandId", void 0);
__decorate([
    IsText({ max: 100 }),
    ApiProperty({ type: String, maxLength: 100 }),
    __metadata("design:type", String)
], SkipSagaRequest.prototype, "sagaId", void 0);
__decorate([
    IsObject(),
    ValidateNested(),
    Type(() => SagaAction),
    ApiProperty({ type: () => SagaAction }),
    __metadata("design:type", SagaAction)
], SkipSagaRequest.prototype, "action", void 0);
export class SkipSagaResponse {
    saga;
    revision;
    position;
    replayed;
}
__decorate([
    ApiProperty({ type: () => Saga }),
    __metadata("design:type", Saga)
], SkipSagaResponse.prototype, "saga", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], SkipSagaResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], SkipSagaResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], SkipSagaResponse.prototype, "replayed", void 0);
export class CompensateSagaRequest {
    commandId;
    sagaId;
    action;
}
__decorate([
    IsText({ max: 255 }),
    ApiProperty({ type: String, maxLength: 255 }),
    __metadata("design:type", String)
], CompensateSagaRequest.prototype, "commandId", void 0);
__decorate([
    IsText({ max: 100 }),
    ApiProperty({ type: String, maxLength: 100 }),
    __metadata("design:type", String)
], CompensateSagaRequest.prototype, "sagaId", void 0);
__decorate([
    IsObject(),
    ValidateNested(),
    Type(() => SagaAction),
    ApiProperty({ type: () => SagaAction }),
    __metadata("design:type", SagaAction)
], CompensateSagaRequest.prototype, "action", void 0);
export class CompensateSagaResponse {
    saga;
    revision;
    position;
    replayed;
}
__decorate([
    ApiProperty({ type: () => Saga }),
    __metadata("design:type", Saga)
], CompensateSagaResponse.prototype, "saga", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], CompensateSagaResponse.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], CompensateSagaResponse.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], CompensateSagaResponse.prototype, "replayed", void 0);
/** What runs, waits, or needs a person. */
export class SagaService {
    static rpc = { package: 'daybook.saga.v1', service: 'SagaService', requests: { listSagas: ListSagasRequest, getSaga: GetSagaRequest, retrySaga: RetrySagaRequest, skipSaga: SkipSagaRequest, compensateSaga: CompensateSagaRequest }, streams: [] };
}
//# sourceMappingURL=saga.js.map