import { Controller, Get, Header, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '#ports';

interface Problem {
  readonly title: string;
  /** What has happened. */
  readonly meaning: string;
  /** What whoever meets it can do. */
  readonly remedy: string;
}

const problem = (title: string, meaning: string, remedy: string): Problem => ({ title, meaning, remedy });

/** Every code that an answer can carry; the kebab form of its name is its page. */
const PROBLEMS: Readonly<Record<string, Problem>> = {
  MALFORMED_REQUEST: problem(
    'The request is not HTTP as it should be',
    'Its framing is broken or ambiguous, as with two lengths of one body; the connection was closed.',
    'Use an HTTP client library, and look at what stands between it and the platform.',
  ),
  MALFORMED_JSON: problem(
    'The body is not a JSON object',
    'It is cut off, no JSON, not UTF-8, begins with a byte order mark, names a key twice, or is no object.',
    'Send one JSON object in UTF-8, written by a JSON library.',
  ),
  JSON_TOO_DEEP: problem(
    'The body is nested too deep',
    'Objects and lists stand more than 32 levels deep in each other.',
    'No document of this API needs that: flatten it.',
  ),
  BAD_CONTENT_ENCODING: problem(
    'The body cannot be inflated',
    'It is said to be gzip and is not, or it ends too early.',
    'Send it as gzip, or leave Content-Encoding out.',
  ),
  VALIDATION_FAILED: problem(
    'A value is not valid',
    'The document can be read, and a value in it breaks a rule; `errors` names each by pointer, parameter or header.',
    'Correct what `errors` names. The same request will fail again.',
  ),
  UNKNOWN_FIELD: problem(
    'A field is not known',
    'The body has a field that this route does not take; what is not known is refused, not ignored.',
    'Leave it out, or correct its name: names are case-sensitive.',
  ),
  UNKNOWN_PARAMETER: problem(
    'A query parameter is not known',
    'The query has a parameter that this route does not take.',
    'Leave it out, or correct its name: names are case-sensitive.',
  ),
  UNAUTHENTICATED: problem('Not authenticated', 'There is no valid identity.', 'Send a valid bearer key or token.'),
  FORBIDDEN: problem('Not allowed', 'The identity may not do this.', 'Ask for the scope that the route names.'),
  NOT_FOUND: problem(
    'Not found',
    'There is no such route, or nothing with this id that the caller may see.',
    'Check the path and the id.',
  ),
  METHOD_NOT_ALLOWED: problem(
    'The route has no such method',
    'The path exists with other methods.',
    'Use one that the Allow header names.',
  ),
  NOT_ACCEPTABLE: problem(
    'There is no answer in the wanted format',
    'Accept names none of the formats that answers have.',
    'Accept application/json.',
  ),
  CONFLICT: problem(
    'It is not possible now',
    'The present state does not allow it.',
    'Read the state and decide anew.',
  ),
  VERSION_CONFLICT: problem(
    'It has changed since',
    'The revision in If-Match, or `expected_revision`, is no longer the latest.',
    'Read it again, apply the change to what is there now, and send it with the new revision.',
  ),
  PRECONDITION_REQUIRED: problem(
    'A revision is needed',
    'The change overwrites what is there, and the request does not say which version it has seen.',
    'Send the ETag of the last read as If-Match.',
  ),
  PAYLOAD_TOO_LARGE: problem(
    'The body is too large',
    'It has more than 1 MiB, as sent or as inflated.',
    'Send it in parts; bulk routes take a stream of lines.',
  ),
  URI_TOO_LONG: problem('The address is too long', 'It has more than 8 KiB.', 'Ask for less at once.'),
  HEADERS_TOO_LARGE: problem(
    'The headers are too large',
    'They have more than 16 KiB together.',
    'Send fewer or shorter.',
  ),
  UNSUPPORTED_MEDIA_TYPE: problem(
    'The body has another format than the route takes',
    'Content-Type names a format that this route cannot read.',
    'Use one that Accept-Post or Accept-Patch names.',
  ),
  UNSUPPORTED_CHARSET: problem(
    'The body has another character set than UTF-8',
    'Content-Type names a character set that is not read.',
    'Send UTF-8.',
  ),
  UNSUPPORTED_ENCODING: problem(
    'The body is compressed in an unknown way',
    'Content-Encoding names something other than gzip.',
    'Send it plain or as gzip.',
  ),
  IDEMPOTENCY_KEY_REUSED: problem(
    'The idempotency key belongs to another request',
    'The key was used with another body; which of the two was meant cannot be told.',
    'Take a new key for every new command; repeat an old one only with its own body.',
  ),
  IDEMPOTENCY_KEY_IN_FLIGHT: problem(
    'The first request with this key still runs',
    'It was neither refused nor finished yet.',
    'Repeat it after Retry-After: its answer will be given again.',
  ),
  RATE_LIMITED: problem('Too many requests', 'The caller is over its limit.', 'Repeat it after Retry-After.'),
  RESOURCE_EXHAUSTED: problem(
    'Too much at once',
    'A bound of the platform is reached.',
    'Repeat it after Retry-After.',
  ),
  INTERNAL: problem(
    'Something is wrong on our side',
    'The fault is recorded under the `traceId`. Whether a write took place is open.',
    'Repeat a write with the same Idempotency-Key: it takes place once. Report the traceId if it stays.',
  ),
  UNAVAILABLE: problem(
    'Not available now',
    'A part of the platform is away, starts or stops.',
    'Repeat it after Retry-After, writes with the same Idempotency-Key.',
  ),
  DEADLINE_EXCEEDED: problem(
    'It took too long',
    'The time for the request was up. Whether a write took place is open.',
    'Repeat a write with the same Idempotency-Key: it takes place once.',
  ),
  POSITION_NOT_REACHED: problem(
    'The answer would be older than asked for',
    'The read side has not yet seen the write that Daybook-Min-Position names.',
    'Repeat it after Retry-After, or read without the header.',
  ),
};

/** Adds what a context can answer; a code has one meaning, wherever it is used. */
export function describeProblems(more: Readonly<Record<string, Problem>>): void {
  for (const [code, each] of Object.entries(more)) {
    if (Object.hasOwn(PROBLEMS, code)) throw new Error(`The problem ${code} is described already.`);
    Object.assign(PROBLEMS, { [code]: each });
  }
}

export const problemOf = (code: string): Problem | undefined =>
  Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code] : undefined;

/** The relative address of a code's page: the `type` of a problem document. */
export const problemType = (code: string) => `/problems/${code.toLowerCase().replaceAll('_', '-')}`;

/** What stands behind the `type` of a problem document, for people and for programs. */
@Controller('problems')
@ApiExcludeController()
export class ProblemsController {
  @Get(':slug')
  @Header('cache-control', 'public, max-age=3600')
  page(@Param('slug') slug: string, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const code = slug.toUpperCase().replaceAll('-', '_');
    const found = problemOf(code);
    if (!found || slug !== slug.toLowerCase()) throw new AppError('notFound', 'NOT_FOUND', 'There is no such problem.');
    const wantsPage = request.headers.accept?.includes('text/html') ?? false;
    void reply
      .header('vary', 'accept')
      .type(wantsPage ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8');
    return wantsPage ? html(code, found) : { code, ...found };
  }
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const html = (code: string, { title, meaning, remedy }: Problem) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${code}</title><body><h1>${escaped(title)}</h1>` +
  `<p><code>${code}</code></p><h2>What it means</h2><p>${escaped(meaning)}</p>` +
  `<h2>What to do</h2><p>${escaped(remedy)}</p></body></html>\n`;
