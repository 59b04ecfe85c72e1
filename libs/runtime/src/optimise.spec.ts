import { spawnSync } from 'node:child_process';

it('V8 is told nothing that it does not understand: it would write that to standard error at every start', () => {
  const script = `
    import { boundHeap } from './libs/runtime/src/heap.ts';
    import { optimiseSooner } from './libs/runtime/src/optimise.ts';
    boundHeap();
    optimiseSooner();
    process.stdout.write('told');`;
  const args = ['--conditions=source', '--import', './test/typescript.mjs', '--input-type=module', '-e', script];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect([stdout, stderr]).toEqual(['told', '']);
});
