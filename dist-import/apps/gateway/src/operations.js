var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Injectable, Logger } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { v7 as uuidv7 } from 'uuid';
import { AppError, Cache } from '#ports';
class OperationError {
    code;
    detail;
}
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], OperationError.prototype, "code", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], OperationError.prototype, "detail", void 0);
/** Something that takes long: asked for once, looked at until it has ended. */
export class Operation {
    id;
    kind;
    status;
    /** What it has done so far, in its own numbers. */
    progress;
    result;
    error;
    startedAt;
    endedAt;
}
__decorate([
    ApiProperty({ type: String, format: 'uuid' }),
    __metadata("design:type", String)
], Operation.prototype, "id", void 0);
__decorate([
    ApiProperty({ type: String }),
    __metadata("design:type", String)
], Operation.prototype, "kind", void 0);
__decorate([
    ApiProperty({ enum: ['running', 'succeeded', 'failed'] }),
    __metadata("design:type", String)
], Operation.prototype, "status", void 0);
__decorate([
    ApiProperty({ type: Object, nullable: true }),
    __metadata("design:type", Object)
], Operation.prototype, "progress", void 0);
__decorate([
    ApiProperty({ required: false }),
    __metadata("design:type", Object)
], Operation.prototype, "result", void 0);
__decorate([
    ApiProperty({ type: OperationError, required: false }),
    __metadata("design:type", OperationError)
], Operation.prototype, "error", void 0);
__decorate([
    ApiProperty({ type: String, format: 'date-time' }),
    __metadata("design:type", String)
], Operation.prototype, "startedAt", void 0);
__decorate([
    ApiProperty({ type: String, format: 'date-time', required: false }),
    __metadata("design:type", String)
], Operation.prototype, "endedAt", void 0);
const KEPT_MS = 24 * 3_600_000;
const keyOf = (id) => `operation:${id}`;
/** What runs in this process on behalf of an operator; seen from every replica where the cache is shared. */
let Operations = class Operations {
    cache;
    log = new Logger('operations');
    constructor(cache) {
        this.cache = cache;
    }
    /** Begins it and answers at once. */
    async start(kind, run) {
        let operation = {
            id: uuidv7(),
            kind,
            status: 'running',
            progress: null,
            startedAt: new Date().toISOString(),
        };
        const keep = (change) => {
            operation = { ...operation, ...change };
            return this.cache.set(keyOf(operation.id), operation, KEPT_MS);
        };
        await keep({});
        const end = (change) => keep({ ...change, endedAt: new Date().toISOString() });
        run((progress) => void keep({ progress }))
            .then((result) => end({ status: 'succeeded', result }))
            .catch((error) => {
            const known = error instanceof AppError ? { code: error.code, detail: error.message } : undefined;
            if (known)
                this.log.warn({ message: 'operation failed', kind, id: operation.id, ...known });
            else
                this.log.error(error instanceof Error ? error.stack : error);
            return end({ status: 'failed', error: known ?? { code: 'INTERNAL', detail: 'Internal error' } });
        })
            .catch((error) => this.log.error(error));
        return operation;
    }
    async find(id) {
        const operation = await this.cache.get(keyOf(id));
        if (!operation)
            throw new AppError('notFound', 'NOT_FOUND', `There is no operation ${id}.`);
        return operation;
    }
};
Operations = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [Cache])
], Operations);
export { Operations };
//# sourceMappingURL=operations.js.map