import { randomUUID } from 'node:crypto';
import type { NewEvent } from '#ports';

/** An event with an id of its own. */
export const sampleEvent = (type: string, data: unknown = {}): NewEvent => ({
  id: randomUUID(),
  type,
  data,
  metadata: {
    commandId: randomUUID(),
    commandHash: 'hash',
    correlationId: randomUUID(),
    causationId: randomUUID(),
    actor: 'test',
    at: '2026-01-01T00:00:00.000Z',
  },
});

/** The first part of a stream's name that no other test uses, so that suites can share a real engine. */
export const sampleCategory = () => `c${randomUUID().replaceAll('-', '')}`;
