import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, inContext } from '#ports';
import type { ApiKeys } from '../auth/api-keys.js';
import type { Config } from '../config.js';
import { answerProblem } from '../errors.js';
import { problemOf, problemType } from '../problems.js';
import { Refused } from '../refused.js';
import { traceIn, traceparentFrom } from '../trace.js';
import { acceptBodies } from './body.js';
import { RequestContext } from './request-context.js';
import { Routes } from './routes.js';
import { scopeOf } from './scope.js';

const LONGEST_URL = 8 * 1024;
const MOST_HEADER_BYTES = 16 * 1024;
/** A SKU of 64 characters, each of 4 bytes, percent-encoded. */
const LONGEST_PARAMETER = 768;
/**
 * What browsers heed. This server speaks plain HTTP: TLS, and telling browsers of it, is for what stands in front. They
 * are Helmet's, given in one go: put together for every request they cost a tenth of a small one.
 */
const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'self';base-uri 'self';font-src 'self' https: data:;form-action 'self';frame-ancestors 'self';" +
    "img-src 'self' data:;object-src 'none';script-src 'self';script-src-attr 'none';style-src 'self' https: 'unsafe-inline'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
};
/** What is counted where the caller went before there was an answer: no status of HTTP, but the one that proxies log. */
const CALLER_GONE = 499;
/** What answers under /v1 can be; a client that takes none of it is told so before it is served. */
const FORMATS =
  /(^|[\s,])(\*\/\*|application\/(\*|json|problem\+json|x-ndjson)|text\/event-stream)(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i;

/** Fastify as this platform speaks HTTP: Nest brings the routes, how requests are framed and refused is decided here. */
export class HttpServer extends FastifyAdapter {
  private readonly routes: Routes;

  constructor({ requestTimeoutMs }: Pick<Config, 'requestTimeoutMs'>, keys: ApiKeys) {
    super({
      genReqId: requestId,
      clientErrorHandler: refuseConnection,
      frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
        inContext(new RequestContext(request, reply, requestTimeoutMs), () => answerProblem(error, named(reply))),
      // Node would refuse by itself, and namelessly, who names no host.
      http: { maxHeaderSize: MOST_HEADER_BYTES, requireHostHeader: false },
      routerOptions: { maxParamLength: LONGEST_PARAMETER },
      forceCloseConnections: 'idle',
      // What comes over a connection that is there is served to the end, and is the last on it.
      return503OnClosing: false,
    });
    const server = this.getInstance<FastifyInstance>();
    // An expectation that nobody knows may be passed over (RFC 9110); Node would refuse it as namelessly.
    server.server.on('checkExpectation', (request, reply) => server.server.emit('request', request, reply));
    this.spareAnswers(server.server);
    this.routes = new Routes(server);
    server.setErrorHandler((error, _request, reply) => answerProblem(error, reply));
    server.setNotFoundHandler((request, reply) => answerProblem(this.notFound(request), named(reply)));
    acceptBodies(server);
    server.addHook('onRequest', (request, reply, done) => {
      void named(reply).headers(SECURITY_HEADERS);
      const context = new RequestContext(request, reply, requestTimeoutMs);
      // Before the body: what no route takes is not looked at.
      const lost = () => (request.is404 ? this.notFound(request) : undefined);
      inContext(context, () => done(refusal(request) ?? admit(request, context, keys) ?? lost()));
    });
    server.addHook('onSend', (request, reply, payload, done) => {
      const isSpared = request.method === 'HEAD' && payload instanceof Readable;
      // For HEAD it would be read to its end, and a live stream has none.
      if (isSpared) payload.destroy();
      // Closing: who goes on over this connection would find it closed.
      if (!server.server.listening) void reply.header('connection', 'close');
      if (!isUnchanged(request, reply)) return done(null, isSpared ? Readable.from([]) : payload);
      void reply.code(304).removeHeader('content-length').removeHeader('content-type');
      done(null, '');
    });
  }

  /** Nest would put handlers of its own in the place of those above. */
  override setErrorHandler(): never {
    return undefined as never;
  }

  override setNotFoundHandler(): never {
    return undefined as never;
  }

  /** Reports every request that has ended, also one whose caller went before its answer was whole. */
  observe(ended: (method: string, route: string, status: number, milliseconds: number) => void): void {
    const server = this.getInstance<FastifyInstance>();
    server.addHook('onResponse', ({ method, routeOptions }, reply, done) => {
      ended(method, routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime);
      done();
    });
    server.addHook('onRequest', ({ method, routeOptions }, reply, done) => {
      const { raw } = reply;
      raw.once('close', () => {
        if (raw.writableFinished) return;
        const status = raw.headersSent ? raw.statusCode : CALLER_GONE;
        ended(method, routeOptions.url ?? 'none', status, reply.elapsedTime);
      });
      done();
    });
  }

  /** Closing, Node takes a connection as idle once its answer is written: what a slow caller has not read is cut off. */
  private spareAnswers(server: FastifyInstance['server']): void {
    const connections = new Set<Socket>();
    server.on('connection', (socket: Socket) => {
      connections.add(socket);
      socket.once('close', () => connections.delete(socket));
    });
    const closeIdle = server.closeIdleConnections.bind(server);
    server.closeIdleConnections = () => {
      if (![...connections].some(({ writableLength }) => writableLength > 0)) closeIdle();
    };
  }

  private notFound({ method, raw }: FastifyRequest): Refused {
    const allowed = this.routes.allowed((raw.url ?? '/').split('?', 1)[0]!);
    if (!allowed.length || allowed.includes(method)) return new Refused(404, 'NOT_FOUND', 'There is no such route.');
    return new Refused(405, 'METHOD_NOT_ALLOWED', `This path has ${allowed.join(', ')}.`, {
      allow: allowed.join(', '),
    });
  }
}

/** Every answer names its request. */
const named = (reply: FastifyReply) => reply.header('request-id', reply.request.id);

/** The caller's name for the request where it can stand in logs, else a new one. */
function requestId({ headers }: IncomingMessage): string {
  const given = headers['request-id'];
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
}

function refusal({ raw, headers }: FastifyRequest): Refused | undefined {
  const url = raw.url ?? '/';
  if (headers.host === undefined && raw.httpVersion === '1.1') {
    return new Refused(400, 'MALFORMED_REQUEST', 'A request of HTTP/1.1 names its host.', { connection: 'close' });
  }
  if (url.length > LONGEST_URL) return new Refused(414, 'URI_TOO_LONG', `An address may have ${LONGEST_URL} bytes.`);
  if (url.includes('?') && !isEncoded(url.slice(url.indexOf('?')))) {
    return new Refused(400, 'MALFORMED_REQUEST', 'The query is not encoded as it should be.');
  }
  if (url.startsWith('/v1/') && headers.accept !== undefined && !FORMATS.test(headers.accept)) {
    return new Refused(406, 'NOT_ACCEPTABLE', 'Answers are application/json.');
  }
  return undefined;
}

/** Whether every percent-encoded part is UTF-8; Fastify would take what is not as it stands, and search for that. */
function isEncoded(query: string): boolean {
  try {
    decodeURIComponent(query);
    return true;
  } catch {
    return false;
  }
}

/** Puts into the context who calls; gives the error when that may not be. */
function admit(request: FastifyRequest, context: RequestContext, keys: ApiKeys): AppError | undefined {
  const scope = scopeOf(request);
  if (scope === 'open') return undefined;
  try {
    context.principal = keys.admit(request.headers.authorization, scope);
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

/** Whether the caller has what a read would answer (RFC 9110, If-None-Match, weak comparison). */
function isUnchanged({ method, headers }: FastifyRequest, reply: FastifyReply): boolean {
  const known = headers['if-none-match'];
  const etag = reply.getHeader('etag');
  if (known === undefined || etag === undefined || reply.statusCode !== 200) return false;
  if (method !== 'GET' && method !== 'HEAD') return false;
  return known.trim() === '*' || known.split(',').some((each) => each.trim().replace(/^W\//, '') === etag);
}

/** Answers what Node's HTTP parser refuses; there is no request yet, so it is written by hand. */
function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, phrase, code] = REFUSALS[error.code ?? ''] ?? [400, 'Bad Request', 'MALFORMED_REQUEST'];
  const id = randomUUID();
  const body = JSON.stringify({
    type: problemType(code),
    title: problemOf(code)?.title,
    status,
    detail: problemOf(code)?.meaning,
    instance: `urn:request:${id}`,
    code,
    traceId: traceIn(traceparentFrom(undefined)),
  });
  socket.end(
    `HTTP/1.1 ${status} ${phrase}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `Request-Id: ${id}\r\nConnection: close\r\n\r\n${body}`,
  );
}

const REFUSALS: Readonly<Record<string, readonly [number, string, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large', 'HEADERS_TOO_LARGE'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'DEADLINE_EXCEEDED'],
};
