import { Logger } from '@nestjs/common';
import {
  AppError,
  reasonOf,
  untilDone,
  type EventFeed,
  type EventStore,
  type ReadModel,
  type Subscription,
} from '#ports';
import type { Fill } from './fill.js';
import { ProjectionRunner } from './projection-runner.js';
import type { Projection } from './projection.js';
import { Rate } from './rate.js';
import type { KeptStatus } from './read-side-keeper.js';
import type { Rebuilt } from './rebuild.js';

/** Rows are written at most so often: a row that changes several times meanwhile is written once. */
const LINGER_MS = 40;

interface Running {
  readonly runner: ProjectionRunner;
  subscription?: Subscription;
  position: string | undefined;
  caughtUp: boolean;
  readonly rate: Rate;
  rebuilding: number | undefined;
}

/** Runs projections, each as a consumer of its own. */
export class Projections {
  private readonly log = new Logger('projection');
  private readonly running = new Map<string, Running>();
  private readonly filling: Promise<void>[] = [];
  private readonly stopping = new AbortController();

  /** @param changed told the name of a projection that has written, or whose being caught up has changed */
  constructor(
    private readonly feed: EventFeed,
    private readonly store: EventStore,
    private readonly readModel: ReadModel,
    private readonly changed: (name: string) => void,
  ) {}

  /** Begins to keep a projection; one that has to be filled from the log first is filled in the background. */
  async start(projection: Projection): Promise<void> {
    const runner = new ProjectionRunner(projection, this.store, this.readModel);
    const from = await runner.open();
    const running: Running = { runner, position: from, caughtUp: false, rate: new Rate(), rebuilding: undefined };
    this.running.set(runner.name, running);
    const fill = runner.fill();
    if (this.feed.keepsPositions && (await fill.isNeeded())) this.filling.push(this.startFilled(running, fill));
    else this.subscribe(running);
  }

  /** It has not caught up before it is filled: no feed tells so of it until then. */
  private async startFilled(running: Running, fill: Fill): Promise<void> {
    const { signal } = this.stopping;
    running.rebuilding = 0;
    const run = () => fill.run((events) => (running.rebuilding = events), signal);
    await untilDone(run, signal, (reason) =>
      this.log.warn({ message: 'filled later', projection: running.runner.name, reason: reasonOf(reason) }),
    );
    running.rebuilding = undefined;
    if (!signal.aborted) this.subscribe(running);
  }

  private subscribe(running: Running): void {
    const { runner } = running;
    running.subscription = this.feed.subscribe(
      {
        group: runner.name,
        categories: [runner.projection.category],
        from: running.position,
        batchSize: 1_000,
        lingerMs: LINGER_MS,
        onCaughtUp: (caughtUp) => {
          running.caughtUp = caughtUp;
          this.changed(runner.name);
        },
      },
      async ({ events, position }) => {
        try {
          await runner.take(events, position);
        } catch (error) {
          this.log.warn({ message: 'tried again', projection: runner.name, reason: reasonOf(error) });
          throw error;
        }
        running.position = position;
        running.rate.add(events.length);
        this.changed(runner.name);
      },
    );
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.filling);
    await Promise.all([...this.running.values()].map(async ({ subscription }) => subscription?.stop()));
  }

  caughtUp(name?: string): boolean {
    const asked = name === undefined ? [...this.running.values()] : [this.of(name)];
    return asked.every(({ caughtUp }) => caughtUp);
  }

  async statuses(): Promise<KeptStatus[]> {
    return Promise.all(
      [...this.running.values()].map(async ({ runner, position, caughtUp, rate, rebuilding }) => ({
        name: runner.name,
        position: position ?? '',
        lag: await this.feed.lag(runner.name, position),
        rate: rate.perSecond(),
        caughtUp,
        parked: await runner.countParked(),
        rebuilding,
      })),
    );
  }

  /** Rebuilds a projection beside the one that serves; see ProjectionRunner.rebuild. */
  async rebuild(name: string): Promise<Rebuilt> {
    const running = this.of(name);
    if (running.rebuilding !== undefined) {
      throw new AppError('rejected', 'REBUILD_RUNNING', `${name} is being rebuilt already.`);
    }
    running.rebuilding = 0;
    try {
      return await running.runner.rebuild((events) => (running.rebuilding = events), this.stopping.signal);
    } finally {
      running.rebuilding = undefined;
    }
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
}
