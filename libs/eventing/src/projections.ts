import { Injectable, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { AppError, EventFeed, EventStore, ReadModel, type Subscription } from '#ports';
import { ProjectionRunner } from './projection-runner.js';
import type { Projection } from './projection.js';
import { ReadSide } from './read-side.js';
import { categoryOf, idOf, seenIn } from './token.js';

/** How long a read waits for its projection to show what its token says. */
const WAIT_MS = 2_000;

/** Rows are written at most so often: a row that changes several times meanwhile is written once. */
const LINGER_MS = 40;

export interface ProjectionStatus {
  readonly name: string;
  readonly position: string;
  readonly lag: number | undefined;
  /** Events per second over about the last minute. */
  readonly rate: number;
  readonly caughtUp: boolean;
  readonly parked: number;
  readonly rebuilding: number | undefined;
}

interface Running {
  readonly runner: ProjectionRunner;
  subscription?: Subscription;
  position: string | undefined;
  caughtUp: boolean;
  /** Events taken, by minute. */
  readonly taken: Map<number, number>;
  rebuilding: number | undefined;
}

/** Runs the projections of this process. */
@Injectable()
export class Projections implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly running = new Map<string, Running>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly feed: EventFeed,
    private readonly store: EventStore,
    private readonly readModel: ReadModel,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    for (const side of readSidesIn(this.discovery)) {
      for (const projection of side.projections) await this.start(projection);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([...this.running.values()].map(async ({ subscription }) => subscription?.stop()));
  }

  /** Whether every projection has reached the end of the log that it saw at start or reconnection. */
  caughtUp(projection?: Projection): boolean {
    const asked = projection ? [this.of(projection.name)] : [...this.running.values()];
    return asked.every(({ caughtUp }) => caughtUp);
  }

  /**
   * Waits until a projection shows what a token says (read your writes); without a token at once. Throws AppError
   * `unavailable` with the lag when it does not get there in time.
   */
  async reached(projection: Projection, token: string | undefined): Promise<void> {
    if (!token) return;
    const { runner, position } = this.of(projection.name);
    const until = performance.now() + WAIT_MS;
    for (const [stream, revision] of seenIn(token)) {
      if (categoryOf(stream) !== projection.category) continue;
      while (!(await runner.shows(idOf(stream), revision))) {
        const left = until - performance.now();
        if (left <= 0) {
          const lag = await this.feed.lag(runner.name, position);
          const message = `The read model does not show that yet; it is ${lag ?? 'some'} events behind.`;
          throw new AppError('unavailable', 'POSITION_NOT_REACHED', message, [], 1);
        }
        await runner.changed(Math.min(left, 50));
      }
    }
  }

  async statuses(): Promise<ProjectionStatus[]> {
    return Promise.all(
      [...this.running.values()].map(async ({ runner, position, caughtUp, taken, rebuilding }) => ({
        name: runner.name,
        position: position ?? '',
        lag: await this.feed.lag(runner.name, position),
        rate: rateOf(taken),
        caughtUp,
        parked: runner.parkedStreams,
        rebuilding,
      })),
    );
  }

  /** Rebuilds a projection beside the one that serves; see ProjectionRunner.rebuild. */
  async rebuild(name: string): Promise<{ events: number; rows: number; different: number }> {
    const running = this.of(name);
    if (running.rebuilding !== undefined) {
      throw new AppError('rejected', 'REBUILD_RUNNING', `${name} is being rebuilt already.`);
    }
    running.rebuilding = 0;
    try {
      return await running.runner.rebuild((events) => (running.rebuilding = events));
    } finally {
      running.rebuilding = undefined;
    }
  }

  names(): string[] {
    return [...this.running.keys()];
  }

  /** The runner of a projection, for what is parked there. */
  runner(name: string): ProjectionRunner | undefined {
    return this.running.get(name)?.runner;
  }

  private of(name: string): Running {
    const running = this.running.get(name);
    if (!running) throw new AppError('notFound', 'NOT_FOUND', `There is no projection ${name} here.`);
    return running;
  }

  private async start(projection: Projection): Promise<void> {
    const runner = new ProjectionRunner(projection, this.store, this.readModel);
    const from = await runner.open();
    const running: Running = { runner, position: from, caughtUp: false, taken: new Map(), rebuilding: undefined };
    this.running.set(runner.name, running);
    running.subscription = this.feed.subscribe(
      {
        group: runner.name,
        categories: [projection.category],
        from,
        batchSize: 1_000,
        lingerMs: LINGER_MS,
        onCaughtUp: (caughtUp) => (running.caughtUp = caughtUp),
      },
      async ({ events, position }) => {
        await runner.take(events, position);
        running.position = position;
        count(running.taken, events.length);
      },
    );
  }
}

/** The read sides that this process has. */
export const readSidesIn = (discovery: DiscoveryService): ReadSide[] =>
  discovery.getProviders().flatMap(({ instance }) => (instance instanceof ReadSide ? [instance] : []));

const minute = () => Math.floor(Date.now() / 60_000);

function count(taken: Map<number, number>, events: number): void {
  const now = minute();
  taken.set(now, (taken.get(now) ?? 0) + events);
  for (const old of taken.keys()) if (old < now - 1) taken.delete(old);
}

const rateOf = (taken: ReadonlyMap<number, number>) => {
  const [now, seconds] = [minute(), (Date.now() % 60_000) / 1_000];
  return Math.round(((taken.get(now) ?? 0) + (taken.get(now - 1) ?? 0)) / (60 + seconds));
};
