import Fastify from 'fastify';

const line = {
  type: 'object',
  additionalProperties: false,
  required: ['sku', 'quantity'],
  properties: { sku: { type: 'string', maxLength: 64 }, quantity: { type: 'integer', minimum: 1 } },
};
const body = {
  type: 'object',
  additionalProperties: false,
  required: ['lines'],
  properties: { customerId: { type: 'string' }, lines: { type: 'array', minItems: 1, items: line } },
};
const server = Fastify();
let orders = 0;
server.post('/v1/orders', { schema: { body } }, async (request, reply) =>
  reply.code(201).send({ id: String(++orders), lines: request.body.lines }),
);
await server.listen({ port: Number(process.argv[2]), host: '127.0.0.1' });
process.send('listening');
