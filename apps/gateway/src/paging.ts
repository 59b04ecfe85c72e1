import type { PageRequest } from '#eventing';

interface ListQuery {
  readonly size: number;
  readonly page?: number;
  readonly cursor?: string;
  readonly sort?: string;
}

/** A list's query as services take it: its filters, and the page in their words. */
export function paged<Q extends ListQuery>({
  size,
  page,
  cursor,
  ...rest
}: Q): Omit<Q, 'size' | 'page' | 'cursor'> & PageRequest {
  return { ...rest, pageSize: size, ...(cursor ? { pageToken: cursor } : { page: page ?? 1 }) };
}
