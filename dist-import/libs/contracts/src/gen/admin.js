var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
// Written by tools/gen-contracts.mjs from libs/contracts/proto/daybook/admin/v1/admin.proto; edit the .proto, then run `npm run gen`.
import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsText } from '../rules.js';
export class ProjectionStatus {
    name;
    /** Where it goes on: opaque. */
    position;
    /** Events behind the log's end, where that is known. */
    lag;
    /** Events per second over the last minute. */
    rate;
    caughtUp;
    parked;
    /** A rebuild that runs: events done so far. */
    rebuilding;
}
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], ProjectionStatus.prototype, "name", void 0);
__decorate([
    ApiProperty({ type: String, description: 'Where it goes on: opaque.' }),
    __metadata("design:type", String)
], ProjectionStatus.prototype, "position", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64', required: false, description: 'Events behind the log\'s end, where that is known.' }),
    __metadata("design:type", Number)
], ProjectionStatus.prototype, "lag", void 0);
__decorate([
    ApiProperty({ type: Number, description: 'Events per second over the last minute.' }),
    __metadata("design:type", Number)
], ProjectionStatus.prototype, "rate", void 0);
__decorate([
    ApiProperty({ type: Boolean }),
    __metadata("design:type", Boolean)
], ProjectionStatus.prototype, "caughtUp", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], ProjectionStatus.prototype, "parked", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64', required: false, description: 'A rebuild that runs: events done so far.' }),
    __metadata("design:type", Number)
], ProjectionStatus.prototype, "rebuilding", void 0);
export class ListProjectionsRequest {
}
export class ListProjectionsResponse {
    projections;
}
__decorate([
    ApiProperty({ type: () => [ProjectionStatus] }),
    __metadata("design:type", Array)
], ListProjectionsResponse.prototype, "projections", void 0);
export class RebuildProjectionRequest {
    name;
}
__decorate([
    IsText({ max: 100 }),
    ApiProperty({ type: String, maxLength: 100 }),
    __metadata("design:type", String)
], RebuildProjectionRequest.prototype, "name", void 0);
export class RebuildProjectionResponse {
    events;
    rows;
    /** Rows that were different before the swap. */
    different;
}
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], RebuildProjectionResponse.prototype, "events", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], RebuildProjectionResponse.prototype, "rows", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64', description: 'Rows that were different before the swap.' }),
    __metadata("design:type", Number)
], RebuildProjectionResponse.prototype, "different", void 0);
export class ParkedEvent {
    /** `<consumer>/<stream>`. */
    id;
    consumer;
    stream;
    revision;
    type;
    reason;
    parkedAt;
    attempts;
    /** Events of the stream that wait behind it. */
    waiting;
}
__decorate([
    ApiProperty({ type: String, description: '`<consumer>/<stream>`.' }),
    __metadata("design:type", String)
], ParkedEvent.prototype, "id", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], ParkedEvent.prototype, "consumer", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], ParkedEvent.prototype, "stream", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], ParkedEvent.prototype, "revision", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], ParkedEvent.prototype, "type", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], ParkedEvent.prototype, "reason", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], ParkedEvent.prototype, "parkedAt", void 0);
__decorate([
    ApiProperty({ type: 'integer' }),
    __metadata("design:type", Number)
], ParkedEvent.prototype, "attempts", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64', description: 'Events of the stream that wait behind it.' }),
    __metadata("design:type", Number)
], ParkedEvent.prototype, "waiting", void 0);
export class ListParkedRequest {
    pageSize;
    pageToken;
}
__decorate([
    IsOptional(),
    IsInt(),
    Min(1),
    Max(100),
    ApiProperty({ type: 'integer', minimum: 1, maximum: 100, required: false }),
    __metadata("design:type", Number)
], ListParkedRequest.prototype, "pageSize", void 0);
__decorate([
    IsOptional(),
    IsText(),
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], ListParkedRequest.prototype, "pageToken", void 0);
export class ListParkedResponse {
    items;
    totalCount;
    nextPageToken;
}
__decorate([
    ApiProperty({ type: () => [ParkedEvent] }),
    __metadata("design:type", Array)
], ListParkedResponse.prototype, "items", void 0);
__decorate([
    ApiProperty({ type: 'integer', format: 'int64' }),
    __metadata("design:type", Number)
], ListParkedResponse.prototype, "totalCount", void 0);
__decorate([
    ApiProperty({ type: String, required: false }),
    __metadata("design:type", String)
], ListParkedResponse.prototype, "nextPageToken", void 0);
export class RetryParkedRequest {
    id;
}
__decorate([
    IsText({ max: 300 }),
    ApiProperty({ type: String, maxLength: 300 }),
    __metadata("design:type", String)
], RetryParkedRequest.prototype, "id", void 0);
export class RetryParkedResponse {
    /** False: it failed again and stays. */
    resumed;
}
__decorate([
    ApiProperty({ type: Boolean, description: 'False: it failed again and stays.' }),
    __metadata("design:type", Boolean)
], RetryParkedResponse.prototype, "resumed", void 0);
export class SkipParkedRequest {
    id;
    reason;
}
__decorate([
    IsText({ max: 300 }),
    ApiProperty({ type: String, maxLength: 300 }),
    __metadata("design:type", String)
], SkipParkedRequest.prototype, "id", void 0);
__decorate([
    IsText({ min: 1, max: 500 }),
    ApiProperty({ type: String, minLength: 1, maxLength: 500 }),
    __metadata("design:type", String)
], SkipParkedRequest.prototype, "reason", void 0);
export class SkipParkedResponse {
}
/** The read side of one process, for operators: its projections and what is parked. */
export class AdminService {
    static rpc = { package: 'daybook.admin.v1', service: 'AdminService', requests: { listProjections: ListProjectionsRequest, rebuildProjection: RebuildProjectionRequest, listParked: ListParkedRequest, retryParked: RetryParkedRequest, skipParked: SkipParkedRequest }, streams: [] };
}
//# sourceMappingURL=admin.js.map