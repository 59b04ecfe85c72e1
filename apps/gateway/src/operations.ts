import { Injectable, Logger } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { uuidv7 } from '#eventing';
import { AppError, Cache } from '#ports';

class OperationError {
  @ApiProperty({ type: String }) readonly code!: string;
  @ApiProperty({ type: String }) readonly detail!: string;
}

/** Something that takes long: asked for once, looked at until it has ended. */
export class Operation {
  @ApiProperty({ type: String, format: 'uuid' }) readonly id!: string;
  @ApiProperty({ type: String }) readonly kind!: string;
  @ApiProperty({ enum: ['running', 'succeeded', 'failed'] }) readonly status!: 'running' | 'succeeded' | 'failed';
  /** What it has done so far, in its own numbers. */
  @ApiProperty({ type: Object, nullable: true }) readonly progress!: unknown;
  @ApiProperty({ required: false }) readonly result?: unknown;
  @ApiProperty({ type: OperationError, required: false }) readonly error?: OperationError;
  @ApiProperty({ type: String, format: 'date-time' }) readonly startedAt!: string;
  @ApiProperty({ type: String, format: 'date-time', required: false }) readonly endedAt?: string;
}

const KEPT_MS = 24 * 3_600_000;
const keyOf = (id: string) => `operation:${id}`;

/** What runs in this process on behalf of an operator; seen from every replica where the cache is shared. */
@Injectable()
export class Operations {
  private readonly log = new Logger('operations');

  constructor(private readonly cache: Cache) {}

  /** Begins it and answers at once. */
  async start(kind: string, run: (progress: (done: unknown) => void) => Promise<unknown>): Promise<Operation> {
    let operation: Operation = {
      id: uuidv7(),
      kind,
      status: 'running',
      progress: null,
      startedAt: new Date().toISOString(),
    };
    const keep = (change: Partial<Operation>) => {
      operation = { ...operation, ...change };
      return this.cache.set(keyOf(operation.id), operation, KEPT_MS);
    };
    await keep({});
    const end = (change: Partial<Operation>) => keep({ ...change, endedAt: new Date().toISOString() });
    run((progress) => void keep({ progress }))
      .then((result) => end({ status: 'succeeded', result }))
      .catch((error: unknown) => {
        const known = error instanceof AppError ? { code: error.code, detail: error.message } : undefined;
        if (known) this.log.warn({ message: 'operation failed', kind, id: operation.id, ...known });
        else this.log.error(error instanceof Error ? error.stack : error);
        return end({ status: 'failed', error: known ?? { code: 'INTERNAL', detail: 'Internal error' } });
      })
      .catch((error: unknown) => this.log.error(error));
    return operation;
  }

  async find(id: string): Promise<Operation> {
    const operation = await this.cache.get<Operation>(keyOf(id));
    if (!operation) throw new AppError('notFound', 'NOT_FOUND', `There is no operation ${id}.`);
    return operation;
  }
}
