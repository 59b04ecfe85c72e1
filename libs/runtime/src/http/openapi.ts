import { ApiProperty, DocumentBuilder, getSchemaPath, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { LONGEST_WAIT } from './headers.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Parameter = NonNullable<Operation['parameters']>[number];
type ParameterObject = Extract<Parameter, { readonly in: unknown }>;
type Headers = Record<string, { readonly $ref: string }>;

/** Without examples: whoever tries a route out in the page would send them. */
const REQUEST_HEADERS = {
  'Idempotency-Key': {
    description:
      'The name of this write, bare or quoted: repeated with the same key and body it is done once, and its first answer ' +
      'is given again. Another body under the same key is refused with 422; while the first still runs, 409.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
  'If-Match': {
    description:
      'The ETag of the version that is to be changed, like `"3"`, or `*` for any; when it has changed since, 412.',
    schema: { type: 'string' },
  },
  'If-None-Match': {
    description:
      'Of a read: ETags that the caller has, like `"3"`; while one of them is current, 304. Of a write: `*`; when it is there ' +
      'already, 412.',
    schema: { type: 'string' },
  },
  Prefer: {
    description:
      `\`wait=5\`: answer when checkout has ended or after so many seconds, ${LONGEST_WAIT} at most; ` +
      '`respond-async`: answer as soon as it is recorded.',
    schema: { type: 'string' },
  },
  'Daybook-Min-Position': {
    description:
      'The Daybook-Position of a write that the answer must show. It is awaited for a while; when it is still not there, 503.',
    schema: { type: 'string', maxLength: 2_000 },
  },
  'Last-Event-ID': {
    description: 'The id of the last event that was seen: the stream goes on behind it.',
    schema: { type: 'string' },
  },
};

const ANSWER_HEADERS = {
  ETag: { description: 'The revision, quoted: what If-Match and If-None-Match take.', example: '"3"' },
  Location: { description: 'The address of what was created or begun.' },
  'Daybook-Position': { description: 'Token of what was written: what Daybook-Min-Position takes.' },
  'Idempotent-Replayed': { description: '`true` where it had been done before, under the same key.', example: 'true' },
  'Preference-Applied': { description: 'What was done of Prefer.', example: 'wait=5' },
  'Retry-After': { description: 'Seconds after which it may work: with 503, 429 and a key that runs.', example: '1' },
  'Request-Id': { description: 'The name of the request in the logs: the caller’s own Request-Id, or a new one.' },
} as const;

/** Where the document tells of headers that an answer can have. */
export const answerHeaders = (...names: (keyof typeof ANSWER_HEADERS)[]): Headers =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

class ProblemDetail {
  @ApiProperty({ type: String, required: false, description: 'JSON pointer into the body' }) pointer?: string;
  @ApiProperty({ type: String, required: false }) parameter?: string;
  @ApiProperty({ type: String, required: false }) header?: string;
  @ApiProperty({ type: String }) code!: string;
  @ApiProperty({ type: String }) message!: string;
}

/** A refusal (RFC 9457). */
class Problem {
  @ApiProperty({ type: String, format: 'uri-reference', description: 'A page that tells what it means' }) type!: string;
  @ApiProperty({ type: String }) title!: string;
  @ApiProperty({ type: 'integer' }) status!: number;
  @ApiProperty({ type: String }) detail!: string;
  @ApiProperty({ type: String, format: 'uri' }) instance!: string;
  @ApiProperty({ type: String, description: 'Which refusal it is, for programs' }) code!: string;
  @ApiProperty({ type: String }) traceId!: string;
  @ApiProperty({ type: () => [ProblemDetail], required: false }) errors?: ProblemDetail[];
}

/** Serves OpenAPI 3.1 at /openapi.json and as a page at /docs, where / leads to. An operation is called like the RPC that it leads to. */
export function document(app: NestFastifyApplication, { apiKeys }: Pick<Config, 'apiKeys'>): void {
  const builder = new DocumentBuilder()
    .setTitle('Daybook')
    .setDescription(
      'Products, stock, orders and payments over one append-only log. Amounts are integers in the minor unit of their ' +
        'currency, times are UTC, an unknown field or parameter is refused. Whatever is refused is answered with a ' +
        'problem document (RFC 9457), whose `type` is the address of its explanation.',
    )
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .setOpenAPIVersion('3.1.0');
  if (apiKeys) builder.addBearerAuth().addSecurityRequirements('bearer');
  const about = builder.build();
  const operationIdFactory = (_controller: string, method: string) => method[0]!.toUpperCase() + method.slice(1);
  const options = { operationIdFactory, extraModels: [Problem] };
  SwaggerModule.setup('docs', app, () => withHeaders(SwaggerModule.createDocument(app, about, options)), {
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: 'Daybook API',
    customCss: '.swagger-ui .topbar { display: none }',
    // Without, the page would ask a server of Swagger's whether the document is valid.
    swaggerOptions: { validatorUrl: null, displayOperationId: true, defaultModelsExpandDepth: 0 },
  });
  app.getHttpAdapter().get('/', (_request: FastifyRequest, reply: FastifyReply) => reply.redirect('/docs'));
}

/** Adds what holds for every route, and tells of each header once. */
function withHeaders(api: OpenAPIObject): OpenAPIObject {
  const taken: Record<string, ParameterObject> = {};
  const toldOnce = (parameter: Parameter): Parameter => {
    if (!('in' in parameter) || parameter.in !== 'header') return parameter;
    const { name, required = false } = parameter;
    const key = required ? `${name}-required` : name;
    taken[key] = { name, in: 'header', required, ...REQUEST_HEADERS[name as keyof typeof REQUEST_HEADERS] };
    return { $ref: `#/components/parameters/${key}` };
  };
  for (const path of Object.values(api.paths)) {
    for (const [method, operation] of Object.entries(path) as [string, Operation][]) {
      const isKeyed = takesKey(method, operation);
      const { parameters = [], responses } = operation;
      if (isKeyed) parameters.push({ name: 'Idempotency-Key', in: 'header' });
      operation.parameters = parameters.map(toldOnce);
      const common = answerHeaders(...(isKeyed ? (['Idempotent-Replayed'] as const) : []), 'Request-Id');
      for (const answer of Object.values(responses)) {
        if (answer && 'description' in answer) answer.headers = { ...answer.headers, ...common };
      }
      responses['default'] = { $ref: '#/components/responses/Problem' };
      if (method === 'patch') asMergePatch(operation);
    }
  }
  const headers = Object.entries(ANSWER_HEADERS).map(([name, header]) => [
    name,
    { ...header, schema: { type: 'string' } },
  ]);
  const problem = {
    description: 'It was refused, or failed.',
    content: { 'application/problem+json': { schema: { $ref: getSchemaPath(Problem) } } },
    headers: answerHeaders('Request-Id', 'Retry-After'),
  };
  api.components = {
    ...api.components,
    parameters: taken,
    headers: Object.fromEntries(headers) as typeof ANSWER_HEADERS,
    responses: { Problem: problem },
  };
  return api;
}

/** What answerRepeats looks after: every write whose body does not come as a stream. */
const takesKey = (method: string, { requestBody }: Operation) =>
  method !== 'get' && !(requestBody && 'content' in requestBody && 'application/x-ndjson' in requestBody.content);

function asMergePatch({ requestBody }: Operation): void {
  if (!requestBody || !('content' in requestBody)) return;
  const { 'application/json': json } = requestBody.content;
  requestBody.content = { 'application/merge-patch+json': json!, 'application/json': json! };
}
