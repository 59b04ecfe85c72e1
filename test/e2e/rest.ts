import type { ErrorDetail } from '#ports';

/** An answer over REST; its body is what the caller says that it expects. */
export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** RFC 9457, with what Daybook adds. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly traceId: string;
  readonly errors?: readonly ErrorDetail[];
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly totalCount: number;
  readonly totalPages: number;
  readonly page: number | null;
  readonly size: number;
  readonly hasMore: boolean;
  readonly nextCursor: string | null;
}

/** A client as anybody would write one: paths, JSON, headers. */
export class Rest {
  constructor(private readonly base: string) {}

  get<T>(path: string, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.send('GET', path, undefined, headers);
  }

  post<T>(path: string, body: object = {}, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.send('POST', path, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
  }

  put<T>(path: string, body: object, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.send('PUT', path, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
  }

  patch<T>(path: string, body: object, headers: Record<string, string> = {}): Promise<Answer<T>> {
    const type = { 'content-type': 'application/merge-patch+json' };
    return this.send('PATCH', path, JSON.stringify(body), { ...type, ...headers });
  }

  delete<T>(path: string, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.send('DELETE', path, undefined, headers);
  }

  /** The body goes as it is; an answer that is no JSON comes as its text. */
  async send<T>(
    method: string,
    path: string,
    body?: string | Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const reply = await fetch(this.base + path, { method, headers, ...(body !== undefined && { body }) });
    const text = await reply.text();
    const isJson = /json/.test(reply.headers.get('content-type') ?? '');
    return { status: reply.status, headers: reply.headers, body: (isJson ? JSON.parse(text) : text) as T };
  }
}

/** The parts of a refusal that are promised. */
export const problem = (status: number, code: string, ...errors: Partial<ErrorDetail>[]) => ({
  status,
  body: {
    status,
    code,
    type: `/problems/${code.toLowerCase().replaceAll('_', '-')}`,
    traceId: expect.stringMatching(/^[\da-f]{32}$/) as string,
    ...(errors.length && { errors: errors.map((error) => expect.objectContaining(error) as ErrorDetail) }),
  },
});
