import { AppError } from '#ports';

/** How a list is asked for: a page by number, or where the page before ended. */
export interface PageRequest {
  /** Where it is 0 or left out: 20. */
  readonly pageSize?: number | undefined;
  readonly pageToken?: string | undefined;
  readonly page?: number | undefined;
}

/** Items of a page whose size is not asked for. */
export const PAGE_SIZE = 20;
const DEEPEST = 10_000;

export interface Page {
  readonly size: number;
  /** Items to pass over; 0 with a token. */
  readonly offset: number;
  /** The list and what it is sorted by: a token is good for that only. */
  readonly order: string;
  /** What the last item of the page before was sorted by, and its id. */
  readonly after?: readonly unknown[] | undefined;
}

export interface Sort<Field extends string = string> {
  readonly field: Field;
  readonly descending: boolean;
}

/** What a part of a token is. Numbers are whole. */
type Part = 'string' | 'number';

/**
 * The page of a list that a request means; throws AppError for a token that is none of ours or of another list or sort,
 * for one beside a page's number, and for pages too deep.
 *
 * @param list what a token is good for: the list's name, and of whom where each has one of its own
 * @param parts what stands in a token behind that: what is given to `pageTokenOf`
 */
export function pageOf(
  { pageSize, pageToken, page = 1 }: PageRequest,
  list: string,
  parts: readonly Part[],
  sort?: Sort,
): Page {
  const order = sort ? `${list} ${sort.descending ? '-' : ''}${sort.field}` : list;
  const size = pageSize || PAGE_SIZE;
  const offset = (page - 1) * size;
  if (pageToken) {
    if (offset)
      throw wrongToken('A list goes on by its cursor or by a page’s number.', 'a cursor stands without a page');
    return { size, offset, order, after: afterOf(pageToken, order, parts) };
  }
  if (offset + size > DEEPEST) {
    throw new AppError('invalid', 'VALIDATION_FAILED', `Beyond ${DEEPEST} items a list is read by its cursor.`, [
      { parameter: 'page', message: `page × size must be at most ${DEEPEST}` },
    ]);
  }
  return { size, offset, order };
}

/** The token with which a list goes on behind an item of a page. */
export const pageTokenOf = ({ order }: Pick<Page, 'order'>, after: readonly unknown[]): string =>
  Buffer.from(JSON.stringify([order, ...after])).toString('base64url');

function afterOf(token: string, order: string, parts: readonly Part[]): readonly unknown[] {
  let found: unknown;
  try {
    found = JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch {
    /* answered below */
  }
  const [given, ...after] = Array.isArray(found) ? (found as readonly unknown[]) : [];
  if (typeof given === 'string' && given !== order) {
    throw wrongToken('This cursor belongs to another list, or to another sort.', 'a cursor of another list or sort');
  }
  if (given === order && after.length === parts.length && after.every((value, i) => isPart(value, parts[i]!))) {
    return after;
  }
  throw wrongToken('This is not a cursor that Daybook gave.', 'not a cursor');
}

const wrongToken = (detail: string, message: string) =>
  new AppError('invalid', 'VALIDATION_FAILED', detail, [{ parameter: 'cursor', message }]);

/** Anybody can write a token, and no engine takes more than this as a value. */
const isPart = (value: unknown, part: Part): boolean =>
  part === 'number' ? Number.isSafeInteger(value) : typeof value === 'string' && !value.includes('\0');

/** Field and direction of `-createdAt`; throws AppError for a field that is not in the list. */
export function sortOf<Field extends string>(
  sort: string | undefined,
  allowed: readonly Field[],
  byDefault: `${'' | '-'}${Field}`,
): Sort<Field> {
  const text = sort ?? byDefault;
  const descending = text.startsWith('-');
  const name = descending ? text.slice(1) : text;
  const field = allowed.find((known) => known === name);
  if (field) return { field, descending };
  throw new AppError('invalid', 'VALIDATION_FAILED', `A list is sorted by ${allowed.join(', ')}.`, [
    { parameter: 'sort', message: `must be one of ${allowed.join(', ')}, with - for descending` },
  ]);
}
