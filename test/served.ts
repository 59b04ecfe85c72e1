import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { start } from '#runtime';

/** A module served over REST, once for a suite, in a folder of its own. */
export function served(module: Type, env: Readonly<Record<string, string>> = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'daybook-'));
  const logged: string[] = [];
  let app: NestFastifyApplication;
  let base: string;

  beforeAll(async () => {
    const own = { PORT: '0', GRPC_PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'error', LOG_FORMAT: 'json' };
    const log = { write: (line: string) => void logged.push(line) };
    app = await start({ modules: [module], http: true, env: { ...own, ...env }, log });
    base = await app.getUrl();
  });
  afterAll(async () => {
    await app.close();
    rmSync(dataDir, { recursive: true });
  });

  return {
    app: () => app,
    base: () => base,
    /** What it wrote to its log: errors only. */
    logged,
  };
}
