var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { ApiProperty } from '@nestjs/swagger';
import { isCurrency, isDateTime, isSku, isText, isUuid } from '#contracts';
import { AppError } from '#ports';
export const isQuery = (type) => typeof type === 'function' && typeof type.parse === 'function';
const parameter = (must, read, api = { type: String }) => ({ must, read, api: api });
const string = (must, holds, api = {}) => parameter(must, (text) => (holds(text) ? text : undefined), { type: String, ...api });
export const text = ({ max = 200 } = {}) => string(`a text of 1 to ${max} characters`, (given) => isText(given, { min: 1, max }), { maxLength: max });
export const sku = string('a SKU', isSku, { maxLength: 64 });
export const uuid = string('a UUID', isUuid, { format: 'uuid' });
export const currency = string('a currency of ISO 4217', isCurrency);
export const dateTime = string('a moment like 2026-01-31T12:00:00.000Z', isDateTime, { format: 'date-time' });
/** A time or a revision. */
export const point = string('a moment or a revision', (given) => isDateTime(given) || /^(0|[1-9]\d{0,15})$/.test(given));
export const flag = parameter('true or false', (given) => ({ true: true, false: false })[given], { type: Boolean });
/** A whole number in plain digits: `1e2`, `+1`, `01` and `1.0` are none. */
export const integer = ({ min = 0, max = Number.MAX_SAFE_INTEGER } = {}) => parameter(`a whole number from ${min} to ${max}`, (given) => {
    const value = /^(0|-?[1-9]\d{0,15})$/.test(given) ? Number(given) : NaN;
    return value >= min && value <= max ? value : undefined;
}, { type: 'integer', minimum: min, ...(max < Number.MAX_SAFE_INTEGER && { maximum: max }) });
/** Minor units of the currency that is looked at. */
export const money = integer();
export const enumOf = (names) => {
    const values = Object.values(names);
    return parameter(`one of ${values.join(', ')}`, (given) => values.find((value) => value === given), { enum: values });
};
/** Several values with commas between them. */
export const listOf = (one, { max = 100 } = {}) => parameter(`1 to ${max} times ${one.must}, with commas between`, (given) => {
    const values = given.split(',').map(one.read);
    return values.length <= max && values.every((value) => value !== undefined) ? values : undefined;
}, { type: String });
/** A class for `@Query()` that knows its parameters, and no others. */
export function queryOf(parameters) {
    class Query {
        static parse(given) {
            const mistakes = [];
            const values = {};
            for (const [name, value] of Object.entries(given)) {
                const known = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
                if (!known)
                    mistakes.push({ parameter: name, code: 'UNKNOWN_PARAMETER', message: 'is not known here' });
                else if (typeof value !== 'string')
                    mistakes.push(wrong(name, 'must be given once'));
                else if ((values[name] = known.read(value)) === undefined)
                    mistakes.push(wrong(name, `must be ${known.must}`));
            }
            if (mistakes.length)
                throw refusal(mistakes);
            return values;
        }
    }
    for (const [name, { api }] of Object.entries(parameters)) {
        ApiProperty({ ...api, required: false })(Query.prototype, name);
    }
    return Query;
}
const wrong = (parameter, message) => ({ parameter, code: 'INVALID', message });
function refusal(mistakes) {
    const unknown = mistakes.every(({ code }) => code === 'UNKNOWN_PARAMETER');
    const detail = mistakes.map(({ parameter, message }) => `${parameter} ${message}`).join('; ');
    return new AppError('invalid', unknown ? 'UNKNOWN_PARAMETER' : 'VALIDATION_FAILED', detail, mistakes);
}
/** How far into a list one can page by number; behind it a cursor goes on. */
const DEEPEST = 10_000;
/**
 * The query of a list route: its filters, `sort` by one of the given fields, `size` (20), and either `page` (1) or the
 * `cursor` of the page before.
 */
export function listQuery({ sort, filters, }) {
    const orders = sort.flatMap((field) => [field, `-${field}`]);
    const query = queryOf({
        ...filters,
        size: integer({ min: 1, max: 100 }),
        page: integer({ min: 1 }),
        cursor: string('the nextCursor of an answer', (given) => /^[\w.~+/=-]{1,2000}$/.test(given)),
        ...(sort.length && { sort: enumOf(Object.fromEntries(orders.map((order) => [order, order]))) }),
    });
    class ListQuery extends query {
        static parse(given) {
            const { size = 20, page, cursor, ...values } = query.parse(given);
            if (cursor && page)
                throw refusal([wrong('cursor', 'cannot be given together with page')]);
            if ((page ?? 1) * size > DEEPEST) {
                throw refusal([wrong('page', `times size must be at most ${DEEPEST}; go on with cursor`)]);
            }
            return { ...values, size, ...(cursor ? { cursor } : { page: page ?? 1 }) };
        }
    }
    return ListQuery;
}
/** What a list route answers, out of what a service found. */
export function listAnswer({ page, size }, { items, totalCount, nextPageToken }) {
    const hasMore = page === undefined ? nextPageToken !== undefined : page * size < totalCount;
    return {
        items,
        totalCount,
        totalPages: Math.ceil(totalCount / size),
        page: page ?? null,
        size,
        hasMore,
        nextCursor: nextPageToken ?? null,
    };
}
/** The OpenAPI class of a page of such items. */
export function pageOf(item) {
    class Page {
        items;
        totalCount;
        totalPages;
        page;
        size;
        hasMore;
        nextCursor;
    }
    __decorate([
        ApiProperty({ type: () => [item] }),
        __metadata("design:type", Array)
    ], Page.prototype, "items", void 0);
    __decorate([
        ApiProperty({ type: 'integer' }),
        __metadata("design:type", Number)
    ], Page.prototype, "totalCount", void 0);
    __decorate([
        ApiProperty({ type: 'integer' }),
        __metadata("design:type", Number)
    ], Page.prototype, "totalPages", void 0);
    __decorate([
        ApiProperty({ type: 'integer', nullable: true, description: 'null where it was reached by a cursor' }),
        __metadata("design:type", Object)
    ], Page.prototype, "page", void 0);
    __decorate([
        ApiProperty({ type: 'integer' }),
        __metadata("design:type", Number)
    ], Page.prototype, "size", void 0);
    __decorate([
        ApiProperty({ type: Boolean }),
        __metadata("design:type", Boolean)
    ], Page.prototype, "hasMore", void 0);
    __decorate([
        ApiProperty({ type: String, nullable: true }),
        __metadata("design:type", Object)
    ], Page.prototype, "nextCursor", void 0);
    Object.defineProperty(Page, 'name', { value: `${item.name}Page` });
    return Page;
}
//# sourceMappingURL=query.js.map