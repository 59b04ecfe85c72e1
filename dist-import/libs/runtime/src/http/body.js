import { Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Refused } from '../refused.js';
import { asPatch } from '../validation/validation.pipe.js';
import { parseBody } from './strict-json.js';
/** Most bytes of a JSON body, as sent and as inflated; streams have no such bound. */
export const BODY_LIMIT = 1024 * 1024;
const JSON_TYPE = 'application/json';
const PATCH_TYPE = 'application/merge-patch+json';
const STREAM_TYPE = 'application/x-ndjson';
const RAW_BODY = Symbol('raw body');
/** A JSON body as it came, for whoever checks a signature over its bytes. */
export const rawBodyOf = (request) => request[RAW_BODY]?.toString() ?? '';
/** Takes over how bodies are read: strict JSON, merge patches for PATCH, and lines of JSON as the stream they are. */
export function acceptBodies(server) {
    server.removeAllContentTypeParsers();
    server.decorateRequest(RAW_BODY, null);
    const json = (request, body) => {
        refuseOtherCharsets(request);
        if (!body.length)
            return undefined;
        const value = parseBody(body);
        request[RAW_BODY] = body;
        return request.method === 'PATCH' ? asPatch(value) : value;
    };
    server.addContentTypeParser(JSON_TYPE, { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (request, body, done) => settle(done, () => json(request, body)));
    server.addContentTypeParser(PATCH_TYPE, { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (request, body, done) => settle(done, () => {
        if (request.method !== 'PATCH')
            throw unsupported(request.method);
        return json(request, body);
    }));
    server.addContentTypeParser(STREAM_TYPE, (request, payload, done) => settle(done, () => {
        refuseOtherCharsets(request);
        return payload;
    }));
    server.addHook('preParsing', (request, _reply, payload, done) => {
        const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity';
        if (encoding === 'identity')
            done(null, payload);
        else if (encoding === 'gzip')
            done(null, inflated(payload, isStream(request)));
        else {
            done(new Refused(415, 'UNSUPPORTED_ENCODING', 'Bodies come plain or as gzip.', { 'accept-encoding': 'gzip' }));
        }
    });
}
/** What a route takes instead, for 415. */
export const unsupported = (method) => new Refused(415, 'UNSUPPORTED_MEDIA_TYPE', 'The body must be JSON.', method === 'PATCH' ? { 'accept-patch': `${PATCH_TYPE}, ${JSON_TYPE}` } : { 'accept-post': JSON_TYPE });
const isStream = ({ headers }) => headers['content-type']?.startsWith(STREAM_TYPE) ?? false;
function settle(done, read) {
    let body;
    try {
        body = read();
    }
    catch (error) {
        done(error);
        return;
    }
    done(null, body);
}
function refuseOtherCharsets({ headers }) {
    const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(headers['content-type'] ?? '')?.[1];
    if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
        throw new Refused(415, 'UNSUPPORTED_CHARSET', 'Bodies are UTF-8.', {
            'accept-post': `${JSON_TYPE}; charset=utf-8`,
        });
    }
}
/** The body behind gzip; fails as soon as it is garbage, or larger than a body may be. */
function inflated(payload, unbounded) {
    let size = 0;
    const counted = Object.assign(new Transform({
        transform(chunk, _encoding, pass) {
            size += chunk.length;
            if (size > BODY_LIMIT && !unbounded)
                pass(tooLarge());
            else
                pass(null, chunk);
        },
    }), { receivedEncodedLength: 0 });
    const gunzip = createGunzip();
    payload.on('data', (chunk) => {
        counted.receivedEncodedLength += chunk.length;
    });
    // The request itself is never destroyed: its connection still has to carry the answer.
    for (const source of [payload, gunzip])
        source.on('error', (error) => counted.destroy(error));
    counted.on('error', () => payload.unpipe(gunzip).resume());
    gunzip.pipe(counted);
    payload.pipe(gunzip);
    return counted;
}
export const tooLarge = () => new Refused(413, 'PAYLOAD_TOO_LARGE', `A body may have ${BODY_LIMIT} bytes.`);
//# sourceMappingURL=body.js.map