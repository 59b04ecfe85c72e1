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
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { ImportAnswer, ImportRecord } from '#contracts';
import { Refused } from '#runtime';
import { concurrently, linesOf } from './imports.lines.js';
import { ImportRecords, LONGEST_LINE } from './imports.records.js';
const NDJSON = 'application/x-ndjson';
/** Records at work at a time, per request: enough to fill a group commit. */
const AT_ONCE = 8;
let ImportsController = class ImportsController {
    records;
    constructor(records) {
        this.records = records;
    }
    /**
     * Takes another system's history, one record per line, and answers one line per line as each is done, in any order,
     * while more are still coming. A line that is refused leaves the others alone.
     */
    importRecords({ body }, reply) {
        if (!(body instanceof Readable)) {
            throw new Refused(415, 'UNSUPPORTED_MEDIA_TYPE', `An import comes as ${NDJSON}.`, { 'accept-post': NDJSON });
        }
        const answers = concurrently(linesOf(body, LONGEST_LINE), AT_ONCE, this.records.session());
        // From here on it is a stream, not an answer that has to come in time: its head goes out before the first line is done.
        reply.hijack();
        reply.raw.writeHead(200, { ...reply.getHeaders(), 'content-type': NDJSON }).flushHeaders();
        // What ends it early is the caller, who has gone; lines at work are done all the same.
        pipeline(asText(answers), reply.raw).catch(() => { });
    }
};
__decorate([
    Post(),
    HttpCode(200),
    ApiConsumes(NDJSON),
    ApiProduces(NDJSON),
    ApiBody({ type: ImportRecord }),
    ApiOkResponse({ type: ImportAnswer }),
    __param(0, Req()),
    __param(1, Res()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [Object, Object]),
    __metadata("design:returntype", void 0)
], ImportsController.prototype, "importRecords", null);
ImportsController = __decorate([
    Controller('v1/admin/imports'),
    ApiTags('admin'),
    __metadata("design:paramtypes", [ImportRecords])
], ImportsController);
export { ImportsController };
async function* asText(answers) {
    for await (const some of answers)
        yield some.map((answer) => `${JSON.stringify(answer)}\n`).join('');
}
//# sourceMappingURL=imports.controller.js.map