import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The niceness of a process of that niceness after it gave way. */
function after(own: number, niceness: number): number {
  const code = `
    const { getPriority, setPriority } = await import('node:os');
    const { giveWay } = await import('./libs/adapters/src/give-way.ts');
    setPriority(0, ${own});
    giveWay(${niceness});
    console.log(getPriority(0));`;
  const options = ['--conditions=source', '--import', './test/typescript.mjs', '--input-type=module', '-e', code];
  const { stdout, stderr } = spawnSync(process.execPath, options, { cwd: root, encoding: 'utf8' });
  if (!stdout) throw new Error(stderr);
  return Number(stdout);
}

describe('a thread that gives way', () => {
  const linux = process.platform === 'linux';

  it('has so much niceness more than before', () => {
    expect(after(12, 4)).toBe(linux ? 16 : 12);
  });

  it('stays the lowest where it was started as that', () => {
    expect(after(19, 4)).toBe(19);
    expect(after(17, 10)).toBe(linux ? 19 : 17);
  });
});
