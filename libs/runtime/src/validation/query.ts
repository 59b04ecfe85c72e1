import type { Type } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { isCurrency, isDateTime, isSku, isText, isUuid } from '#contracts';
import { AppError, type ErrorDetail } from '#ports';

/** How a query parameter is read: from its text, or a sentence about what it must be. */
export interface Parameter<T> {
  /** The value; undefined when the text is not one. */
  readonly read: (text: string) => T | undefined;
  /** Completes "<name> must be …". */
  readonly must: string;
  readonly api: ApiPropertyOptions;
}

type Parameters = Readonly<Record<string, Parameter<unknown>>>;
type Values<P extends Parameters> = { readonly [K in keyof P]?: P[K] extends Parameter<infer T> ? T : never };

/** A class for `@Query()`. */
export interface QueryClass<T> extends Type<T> {
  parse(given: Record<string, unknown>): T;
}

export const isQuery = (type: unknown): type is QueryClass<unknown> =>
  typeof type === 'function' && typeof (type as { parse?: unknown }).parse === 'function';

const parameter = <T>(must: string, read: (text: string) => T | undefined, api: object = { type: String }) =>
  ({ must, read, api: api as ApiPropertyOptions }) satisfies Parameter<T>;

const string = (must: string, holds: (text: string) => boolean, api: object = {}) =>
  parameter(must, (text) => (holds(text) ? text : undefined), { type: String, ...api });

export const text = ({ max = 200 }: { max?: number } = {}) =>
  string(`a text of 1 to ${max} characters`, (given) => isText(given, { min: 1, max }), { maxLength: max });
export const sku = string('a SKU', isSku, { maxLength: 64 });
/** In lower case, as ids are written. */
export const uuid = parameter('a UUID', (given) => (isUuid(given) ? given.toLowerCase() : undefined), {
  type: String,
  format: 'uuid',
});
export const currency = string('a currency of ISO 4217', isCurrency);
export const dateTime = string('a moment like 2026-01-31T12:00:00.000Z', isDateTime, { format: 'date-time' });
/** A time or a revision. */
export const point = string(
  'a moment or a revision',
  (given) => isDateTime(given) || /^(0|[1-9]\d{0,15})$/.test(given),
);
export const flag = parameter('true or false', (given) => ({ true: true, false: false })[given], { type: Boolean });

/** A whole number in plain digits: `1e2`, `+1`, `01` and `1.0` are none. */
export const integer = ({ min = 0, max = Number.MAX_SAFE_INTEGER }: { min?: number; max?: number } = {}) =>
  parameter(
    `a whole number from ${min} to ${max}`,
    (given) => {
      const value = /^(0|-?[1-9]\d{0,15})$/.test(given) ? Number(given) : NaN;
      return value >= min && value <= max ? value : undefined;
    },
    { type: 'integer', minimum: min, ...(max < Number.MAX_SAFE_INTEGER && { maximum: max }) },
  );

/** Minor units of the currency that is looked at. */
export const money = integer();

export const enumOf = <E extends Readonly<Record<string, string>>>(names: E) => {
  const values = Object.values(names) as E[keyof E][];
  return parameter(`one of ${values.join(', ')}`, (given) => values.find((value) => value === given), { enum: values });
};

/** Several values with commas between them. */
export const listOf = <T>(one: Parameter<T>, { max = 100 }: { max?: number } = {}) =>
  parameter(
    `1 to ${max} times ${one.must}, with commas between`,
    (given) => {
      const values = given.split(',').map(one.read);
      return values.length <= max && values.every((value) => value !== undefined) ? (values as T[]) : undefined;
    },
    { type: String },
  );

/** A class for `@Query()` that knows its parameters, and no others. */
export function queryOf<P extends Parameters>(parameters: P): QueryClass<Values<P>> {
  class Query {
    static parse(given: Record<string, unknown>): Values<P> {
      const mistakes: ErrorDetail[] = [];
      const values: Record<string, unknown> = {};
      for (const [name, value] of Object.entries(given)) {
        const known = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
        if (!known) mistakes.push({ parameter: name, code: 'UNKNOWN_PARAMETER', message: 'is not known here' });
        else if (typeof value !== 'string') mistakes.push(wrong(name, 'must be given once'));
        else if ((values[name] = known.read(value)) === undefined) mistakes.push(wrong(name, `must be ${known.must}`));
      }
      if (mistakes.length) throw refusal(mistakes);
      return values as Values<P>;
    }
  }
  for (const [name, { api }] of Object.entries(parameters)) {
    ApiProperty({ ...api, required: false } as ApiPropertyOptions)(Query.prototype, name);
  }
  return Query as unknown as QueryClass<Values<P>>;
}

const wrong = (parameter: string, message: string): ErrorDetail => ({ parameter, code: 'INVALID', message });

function refusal(mistakes: readonly ErrorDetail[]): AppError {
  const unknown = mistakes.every(({ code }) => code === 'UNKNOWN_PARAMETER');
  const detail = mistakes.map(({ parameter, message }) => `${parameter} ${message}`).join('; ');
  return new AppError('invalid', unknown ? 'UNKNOWN_PARAMETER' : 'VALIDATION_FAILED', detail, mistakes);
}

/** What `ListQuery` is seen to extend. */
declare class AnyQuery {
  static parse(given: Record<string, unknown>): object;
}

/** How far into a list one can page by number; behind it a cursor goes on. */
const DEEPEST = 10_000;

interface Paging {
  /** Items per page, 1 to 100. */
  readonly size: number;
  /** Counted from 1; absent with a cursor. */
  readonly page?: number;
  readonly cursor?: string;
  /** A field, `-` in front: descending. */
  readonly sort?: string;
}

export type ListValues<P extends Parameters = Record<never, never>> = Values<P> & Paging;

/**
 * The query of a list route: its filters, `sort` by one of the given fields, `size` (20), and either `page` (1) or the
 * `cursor` of the page before.
 */
export function listQuery<const S extends string, P extends Parameters>({
  sort,
  filters,
}: {
  sort: readonly S[];
  filters: P;
}): QueryClass<Omit<ListValues<P>, 'sort'> & { readonly sort?: S | `-${S}` }> {
  const orders = sort.flatMap((field) => [field, `-${field}`]);
  const query = queryOf({
    ...filters,
    size: integer({ min: 1, max: 100 }),
    page: integer({ min: 1 }),
    cursor: string('the nextCursor of an answer', (given) => /^[\w.~+/=-]{1,2000}$/.test(given)),
    ...(sort.length && { sort: enumOf(Object.fromEntries(orders.map((order) => [order, order]))) }),
  });
  class ListQuery extends (query as unknown as typeof AnyQuery) {
    static override parse(given: Record<string, unknown>) {
      const { size = 20, page, cursor, ...values } = query.parse(given) as Partial<Paging>;
      if (cursor && page) throw refusal([wrong('cursor', 'cannot be given together with page')]);
      if ((page ?? 1) * size > DEEPEST) {
        throw refusal([wrong('page', `times size must be at most ${DEEPEST}; go on with cursor`)]);
      }
      return { ...values, size, ...(cursor ? { cursor } : { page: page ?? 1 }) };
    }
  }
  return ListQuery as never;
}

/** A page of a list. */
export interface ListAnswer<T> {
  readonly items: readonly T[];
  readonly totalCount: number;
  readonly totalPages: number;
  /** Null where it was reached by a cursor. */
  readonly page: number | null;
  readonly size: number;
  readonly hasMore: boolean;
  readonly nextCursor: string | null;
}

/** What a list route answers, out of what a service found. */
export function listAnswer<T>(
  { page, size }: Paging,
  { items, totalCount, nextPageToken }: { items: readonly T[]; totalCount: number; nextPageToken?: string | undefined },
): ListAnswer<T> {
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
export function pageOf<T>(item: Type<T>): Type<ListAnswer<T>> {
  class Page {
    @ApiProperty({ type: () => [item] }) items!: T[];
    @ApiProperty({ type: 'integer' }) totalCount!: number;
    @ApiProperty({ type: 'integer' }) totalPages!: number;
    @ApiProperty({ type: 'integer', nullable: true, description: 'null where it was reached by a cursor' })
    page!: number | null;
    @ApiProperty({ type: 'integer' }) size!: number;
    @ApiProperty({ type: Boolean }) hasMore!: boolean;
    @ApiProperty({ type: String, nullable: true }) nextCursor!: string | null;
  }
  Object.defineProperty(Page, 'name', { value: `${item.name}Page` });
  return Page;
}
