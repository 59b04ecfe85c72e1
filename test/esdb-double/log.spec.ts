import { spawnSync } from 'node:child_process';
import { temporaryFolder } from '../temporary-folder.js';
import { EventLog } from './log.js';

const file = temporaryFolder();

/** Appends until the log fails, and tells after each what is acknowledged. */
const FILL = `
  import { EventLog } from './test/esdb-double/log.ts';
  const log = new EventLog(process.env.LOG);
  const event = { id: '0', type: 'A', data: Buffer.alloc(700), metadata: Buffer.from('{}') };
  for (let n = 1; ; n++) {
    await log.append('s-' + n, 'no_stream', [event]);
    console.log(n);
  }`;

it('acknowledges no append that has no room', () => {
  const node = ['--conditions=source', '--import', './test/typescript.mjs', '--input-type=module', '-e', FILL];
  // No file may be larger than 20 blocks: what is written there stops in the middle of a line, as on a full disk.
  const { stdout, stderr } = spawnSync('sh', ['-c', 'ulimit -f 20; exec "$0" "$@"', process.execPath, ...node], {
    env: { ...process.env, LOG: file('log') },
    encoding: 'utf8',
  });
  expect(stderr).toContain('EFBIG');
  const log = new EventLog(file('log'));
  expect(log.all.length).toBe(Number(stdout.trim().split('\n').at(-1)));
  log.close();
});
