import { problem, type Problem } from '#contracts';

/** What the platform itself answers, whatever the context. */
export const platformProblems = {
  MALFORMED_REQUEST: problem(
    'The request is not HTTP as it should be',
    'Its framing is broken or ambiguous, as with two lengths of one body, and the connection was closed; or its address ' +
      'is not percent-encoded UTF-8, or one of its headers asks for what cannot be.',
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
  FORBIDDEN: problem('Not allowed', 'The identity may not do this.', 'Ask for the scope that the call needs.'),
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
    'The revision in If-Match, or `expected_revision`, is no longer the latest; or it is there already, or not yet, and `*` ' +
      'in If-None-Match or If-Match wants it otherwise.',
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
  INTERRUPTED: problem(
    'Nobody knows how the operation ended',
    'The process that told of it is gone. What was changed by then stands.',
    'Ask for it again: audits and rebuilds may be begun any number of times.',
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
  CONTENDED: problem(
    'Others were quicker',
    'Many write the same thing at once, and the time for the request was up.',
    'Repeat it after Retry-After, with the same Idempotency-Key.',
  ),
  CLAIM_TAKEN: problem(
    'The name is taken',
    'What must be unique belongs to somebody else already.',
    'Choose another one.',
  ),
  LOG_UNAVAILABLE: problem(
    'The log cannot be used at present',
    'Its engine is away, or its disk is full. Whether a write took place is open; nothing that was acknowledged is lost.',
    'Repeat it after Retry-After, writes with the same Idempotency-Key.',
  ),
  READ_MODEL_UNAVAILABLE: problem(
    'The read model cannot be used at present',
    'Its engine is away. Writes go on, and it will catch up with them.',
    'Repeat it after Retry-After.',
  ),
  SEARCH_UNAVAILABLE: problem(
    'The search cannot be used at present',
    'Its engine is away. Everything that needs no search goes on.',
    'Repeat it after Retry-After, or ask without `q`.',
  ),
  FEED_UNAVAILABLE: problem(
    'The feed cannot be used at present',
    'Events do not reach their consumers for the moment; they wait in the log.',
    'Repeat it after Retry-After.',
  ),
  UNKNOWN_EVENT: problem(
    'An event is not known to this version',
    'A newer version has written it, and this one does not guess what it means.',
    'Bring this process to the newer version.',
  ),
  AUDIT_RUNNING: problem(
    'The audit is running already',
    'Only one runs at a time.',
    'Look at its operation, and begin another when it has ended.',
  ),
  REBUILD_RUNNING: problem(
    'The projection is being rebuilt already',
    'Only one rebuild of it runs at a time.',
    'Look at its operation, and begin another when it has ended.',
  ),
  REBUILD_SUPERSEDED: problem(
    'Another rebuild has begun',
    'It took the place of this one, which changed nothing.',
    'Look at the operation of the other.',
  ),
  NOTHING_TO_SKIP_TO: problem(
    'The first event of a stream cannot be passed over',
    'What follows it would have nothing to build on.',
    'Correct what keeps the event from being applied, and retry it.',
  ),
} as const satisfies Readonly<Record<string, Problem>>;
