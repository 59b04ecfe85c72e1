import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { EventStore, ReadModel, reasonOf } from '#ports';
import { CONFIG, type Config } from './config.js';
import { Readiness } from './health.js';

/** How often the engines are asked, ms. */
const EVERY_MS = 2_000;

/**
 * Asks the log, and the rows where they are a server, whether they serve: without them a process takes no work. The
 * cache and the search index can be done without.
 */
@Injectable()
export class EngineWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('engines');
  private readonly asked: [name: string, ask: () => Promise<unknown>][] = [];
  /** By name: why it does not serve. */
  private readonly away = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;
  private ended = false;

  constructor(
    readiness: Readiness,
    store: EventStore,
    { manager }: ReadModel,
    @Inject(CONFIG) { readModel }: Pick<Config, 'readModel'>,
  ) {
    this.asked.push(['log', () => store.check()]);
    if (readModel !== 'sqlite') this.asked.push(['rows', () => manager.query('SELECT 1')]);
    for (const [name] of this.asked) {
      readiness.register(name, () => ({ ready: !this.away.has(name), detail: this.away.get(name) }));
    }
  }

  onApplicationBootstrap(): void {
    this.again();
  }

  beforeApplicationShutdown(): void {
    this.ended = true;
    clearTimeout(this.timer);
  }

  /** One round after the other: an engine that is silent is not asked by many at once. */
  private again(): void {
    if (this.ended) return;
    this.timer = setTimeout(() => {
      void Promise.all(this.asked.map(([name, ask]) => this.look(name, ask))).then(() => this.again());
    }, EVERY_MS).unref();
  }

  private async look(name: string, ask: () => Promise<unknown>): Promise<void> {
    try {
      await ask();
      if (this.away.delete(name)) this.log.log({ message: 'serves again', engine: name });
    } catch (error) {
      if (!this.away.has(name)) this.log.warn({ message: 'does not serve', engine: name, reason: reasonOf(error) });
      this.away.set(name, error instanceof Error ? error.message : String(error));
    }
  }
}
