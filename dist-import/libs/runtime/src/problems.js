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
import { Controller, Get, Header, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { refusals } from '#contracts';
import { AppError } from '#ports';
import { platformProblems } from './problem-catalogue.js';
import { indexPage, problemPage, slugOf } from './problem-pages.js';
/** Every code that an answer can carry; the kebab form of its name is its page. */
const PROBLEMS = { ...platformProblems, ...refusals };
export const problemOf = (code) => Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code] : undefined;
/** The relative address of a code's page: the `type` of a problem document. */
export const problemType = (code) => `/problems/${slugOf(code)}`;
/** What stands behind the `type` of a problem document, for people and for programs; and the list of them all. */
let ProblemsController = class ProblemsController {
    all(request, reply) {
        return wantsPage(request, reply)
            ? indexPage(PROBLEMS)
            : Object.entries(PROBLEMS).map(([code, each]) => ({ code, ...each }));
    }
    page(slug, request, reply) {
        const code = slug.toUpperCase().replaceAll('-', '_');
        const found = problemOf(code);
        if (!found || slug !== slug.toLowerCase())
            throw new AppError('notFound', 'NOT_FOUND', 'There is no such problem.');
        return wantsPage(request, reply) ? problemPage(code, found) : { code, ...found };
    }
};
__decorate([
    Get(),
    Header('cache-control', 'public, max-age=3600'),
    __param(0, Req()),
    __param(1, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [Object, Object]),
    __metadata("design:returntype", void 0)
], ProblemsController.prototype, "all", null);
__decorate([
    Get(':slug'),
    Header('cache-control', 'public, max-age=3600'),
    __param(0, Param('slug')),
    __param(1, Req()),
    __param(2, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String, Object, Object]),
    __metadata("design:returntype", void 0)
], ProblemsController.prototype, "page", null);
ProblemsController = __decorate([
    Controller('problems'),
    ApiExcludeController()
], ProblemsController);
export { ProblemsController };
/** Whether the caller wants a page; sets the type of what is answered accordingly. */
function wantsPage({ headers }, reply) {
    const isPage = headers.accept?.includes('text/html') ?? false;
    void reply.header('vary', 'accept').type(isPage ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8');
    return isPage;
}
//# sourceMappingURL=problems.js.map