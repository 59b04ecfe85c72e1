import { Transform, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiConsumes } from '@nestjs/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refused } from '../refused.js';
import { asPatch } from '../validation/validation.pipe.js';
import { parseBody } from './strict-json.js';

/** Most bytes of a JSON body, as sent and as inflated; streams have no such bound. */
export const BODY_LIMIT = 1024 * 1024;

const JSON_TYPE = 'application/json';
const PATCH_TYPE = 'application/merge-patch+json';
const STREAM_TYPE = 'application/x-ndjson';

/** A route whose body is lines of JSON, as the stream they are; every other route takes one document or none. */
export const TakesLines = () => applyDecorators(RouteConfig({ takes: STREAM_TYPE }), ApiConsumes(STREAM_TYPE));

const takesLines = ({ routeOptions }: FastifyRequest) =>
  (routeOptions.config as { takes?: string }).takes === STREAM_TYPE;

const RAW_BODY = Symbol('raw body');

/** A JSON body as it came, for whoever checks a signature over its bytes. */
export const rawBodyOf = (request: FastifyRequest): string =>
  (request as { [RAW_BODY]?: Buffer | null })[RAW_BODY]?.toString() ?? '';

/** Takes over how bodies are read: strict JSON, merge patches for PATCH, and lines of JSON as the stream they are. */
export function acceptBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.decorateRequest(RAW_BODY, null);
  const json = (request: FastifyRequest, body: string | Buffer) => {
    refuseOtherCharsets(request);
    if (!body.length) return undefined;
    const value = parseBody(body as Buffer);
    (request as { [RAW_BODY]?: Buffer })[RAW_BODY] = body as Buffer;
    return request.method === 'PATCH' ? asPatch(value) : value;
  };
  server.addContentTypeParser(JSON_TYPE, { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (request, body, done) =>
    settle(done, () => json(request, body)),
  );
  server.addContentTypeParser(PATCH_TYPE, { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (request, body, done) =>
    settle(done, () => {
      if (request.method !== 'PATCH') throw unsupported(request);
      return json(request, body);
    }),
  );
  server.addContentTypeParser(STREAM_TYPE, (request, payload, done) =>
    settle(done, () => {
      if (!takesLines(request)) throw unsupported(request);
      refuseOtherCharsets(request);
      return payload;
    }),
  );
  server.addHook('preParsing', (request, _reply, payload, done) => {
    const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity';
    if (encoding === 'identity') done(null, payload);
    else if (encoding === 'gzip') done(null, inflated(payload as Readable, isStream(request)));
    else {
      done(new Refused(415, 'UNSUPPORTED_ENCODING', 'Bodies come plain or as gzip.', { 'accept-encoding': 'gzip' }));
    }
  });
}

/** Says what the route takes instead. */
export function unsupported(request: FastifyRequest): Refused {
  const refused = (body: string, headers: Record<string, string>) =>
    new Refused(415, 'UNSUPPORTED_MEDIA_TYPE', `The body must be ${body}.`, headers);
  if (takesLines(request)) return refused('lines of JSON', { 'accept-post': STREAM_TYPE });
  if (request.method === 'PATCH') return refused('JSON', { 'accept-patch': `${PATCH_TYPE}, ${JSON_TYPE}` });
  return refused('JSON', { 'accept-post': JSON_TYPE });
}

const isStream = ({ headers }: FastifyRequest) => headers['content-type']?.startsWith(STREAM_TYPE) ?? false;

function settle(done: (error: Error | null, body?: unknown) => void, read: () => unknown): void {
  let body: unknown;
  try {
    body = read();
  } catch (error) {
    done(error as Error);
    return;
  }
  done(null, body);
}

function refuseOtherCharsets({ headers }: FastifyRequest): void {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
    throw new Refused(415, 'UNSUPPORTED_CHARSET', 'Bodies are UTF-8.', {
      'accept-post': `${JSON_TYPE}; charset=utf-8`,
    });
  }
}

/** The body behind gzip; fails as soon as it is garbage, or larger than a body may be. */
function inflated(payload: Readable, unbounded: boolean): Readable & { receivedEncodedLength: number } {
  let size = 0;
  const counted = Object.assign(
    new Transform({
      transform(chunk: Buffer, _encoding, pass) {
        size += chunk.length;
        if (size > BODY_LIMIT && !unbounded) pass(tooLarge());
        else pass(null, chunk);
      },
    }),
    { receivedEncodedLength: 0 },
  );
  const gunzip = createGunzip();
  payload.on('data', (chunk: Buffer) => {
    counted.receivedEncodedLength += chunk.length;
  });
  // The request itself is never destroyed: its connection still has to carry the answer.
  for (const source of [payload, gunzip]) source.on('error', (error) => counted.destroy(error));
  counted.on('error', () => payload.unpipe(gunzip).resume());
  gunzip.pipe(counted);
  payload.pipe(gunzip);
  return counted;
}

export const tooLarge = () => new Refused(413, 'PAYLOAD_TOO_LARGE', `A body may have ${BODY_LIMIT} bytes.`);
