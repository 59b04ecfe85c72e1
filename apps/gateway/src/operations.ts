import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { LRUCache } from 'lru-cache';
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
/** Operations that the process which ran them answers for itself; of more the cache knows. */
const OWN = 100;
/** How often the cache is told of one until it knows the end. */
const BEAT_MS = 5_000;
/** One that runs and of which nothing was told for so long is taken as ended with its process. */
const LOST_MS = 60_000;

/** An operation as the cache knows it. */
interface Told {
  readonly operation: Operation;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const keyOf = (id: string) => `operation:${id}`;

/** An operation whose process was last heard of at a moment, milliseconds since 1970. */
const interrupted = (operation: Operation, at: number): Operation => ({
  ...operation,
  status: 'failed',
  error: { code: 'INTERRUPTED', detail: 'The process that told of it is gone: ask for it again.' },
  endedAt: new Date(at).toISOString(),
});

/**
 * What runs in this process on behalf of an operator. Here it is known whatever becomes of the cache; other replicas
 * know of it by the cache that they share, and are told until they know its end.
 */
@Injectable()
export class Operations implements BeforeApplicationShutdown {
  private readonly log = new Logger('operations');
  private readonly own = new LRUCache<string, Operation>({ max: OWN });
  private readonly beats = new Set<NodeJS.Timeout>();
  private stopping = false;

  constructor(private readonly cache: Cache) {}

  /** Those that still run have failed with this process: nobody would tell of them any more. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    for (const beat of this.beats) this.end(beat);
    await Promise.all([...this.own.values()].map((operation) => this.tell(operation)));
  }

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
      this.own.set(operation.id, operation);
      return this.tell(operation);
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
    this.tellOn(() => operation);
    return operation;
  }

  async find(id: string): Promise<Operation> {
    const operation = this.own.get(id) ?? (await this.told(id));
    if (!operation) throw new AppError('notFound', 'NOT_FOUND', `There is no operation ${id}.`);
    return operation;
  }

  private tell(operation: Operation): Promise<void> {
    const at = Date.now();
    const known = this.stopping && operation.status === 'running' ? interrupted(operation, at) : operation;
    return this.cache.set(keyOf(operation.id), { operation: known, at } satisfies Told, KEPT_MS);
  }

  private async told(id: string): Promise<Operation | undefined> {
    const told = await this.cache.get<Told>(keyOf(id));
    if (!told || told.operation.status !== 'running' || Date.now() - told.at < LOST_MS) return told?.operation;
    return interrupted(told.operation, told.at);
  }

  /** Tells of it again and again until its end is known: the cache may be away, or forget. */
  private tellOn(now: () => Operation): void {
    const beat = setInterval(() => {
      void this.tell(now()).then(async () => {
        const { id, status } = now();
        if (status === 'running') return;
        const known = await this.cache.get<Told>(keyOf(id));
        if (known?.operation.status === status) this.end(beat);
      });
    }, BEAT_MS).unref();
    this.beats.add(beat);
  }

  private end(beat: NodeJS.Timeout): void {
    clearInterval(beat);
    this.beats.delete(beat);
  }
}
