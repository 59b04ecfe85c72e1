import type { PageRequest } from '#eventing';

/** A list's query as services take it. */
export const paged = (query: {
  readonly size: number;
  readonly page?: number;
  readonly cursor?: string;
  readonly sort?: string;
}) => {
  const { size, page, cursor, sort, ...filters } = query;
  const request: PageRequest & { sort?: string } = {
    pageSize: size,
    ...(cursor ? { pageToken: cursor } : { page: page ?? 1 }),
    ...(sort && { sort }),
  };
  return { ...filters, ...request };
};
