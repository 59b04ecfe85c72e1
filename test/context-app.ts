import { Global, Module, type Provider, type Type } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Test, type TestingModule, type TestingModuleBuilder } from '@nestjs/testing';
import { EmbeddedSearchIndex, LogFeed, MemoryCache, MemorySnapshotStore, SqliteReadModel } from '#adapters';
import { EventingModule } from '#eventing';
import { Cache, EventFeed, EventStore, ReadModel, SearchIndex, SnapshotStore } from '#ports';
import { readModelPartsOf } from '#runtime';

export interface ContextOptions {
  readonly module: Type;
  readonly store: EventStore;
  /** Path of a file in the folder of the present test. */
  readonly file: (name: string) => string;
  /** What the context takes from the process besides. */
  readonly more?: readonly Provider[];
  /** Puts something in the place of what the context has. */
  readonly with?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
}

/** One context, started without its edges over a log and engines that need no server. */
export async function startContext(options: ContextOptions): Promise<TestingModule> {
  const { module, store, file, more = [], with: replaced = (builder) => builder } = options;
  const parts = readModelPartsOf([module]);
  const readModel = await SqliteReadModel.open({
    path: file('read.sqlite'),
    entities: parts.flatMap(({ entities }) => [...entities]),
    migrations: parts.flatMap(({ migrations }) => [...migrations]),
  });
  const engines = [
    { provide: EventStore, useValue: store },
    { provide: SnapshotStore, useValue: new MemorySnapshotStore(store) },
    { provide: EventFeed, useValue: new LogFeed(store) },
    { provide: ReadModel, useValue: readModel },
    { provide: Cache, useValue: new MemoryCache() },
    { provide: SearchIndex, useValue: new EmbeddedSearchIndex(file('search.sqlite')) },
    ...more,
  ];
  const tokens = engines.map((each) => ('provide' in each ? each.provide : each));

  @Global()
  @Module({ providers: engines, exports: tokens })
  class Engines {}

  const imports = [CqrsModule.forRoot(), Engines, EventingModule, module];
  const app = await replaced(Test.createTestingModule({ imports })).compile();
  await app.init();
  return app;
}

/** Ends a context and its engines; the log stays open for the next one. */
export async function stopContext(app: TestingModule): Promise<void> {
  const engines = [app.get<SearchIndex>(SearchIndex), app.get<ReadModel>(ReadModel)];
  await app.close();
  for (const engine of engines) await engine.close();
}
