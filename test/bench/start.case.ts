import type { Figure } from './figures.js';
import { startPlatform } from './platform.js';

const ROUNDS = 5;

/** From the start of the process on an empty folder until it is ready; on the folder of FOLDER, too, where that is given. */
export async function start(): Promise<readonly Figure[]> {
  const figures: Figure[] = [await measured('start, empty folder', undefined, 2_000)];
  const folder = process.env['FOLDER'];
  if (folder) figures.push(await measured(`start, given folder`, folder, 3_000));
  return figures;
}

async function measured(name: string, folder: string | undefined, ceiling: number): Promise<Figure> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const platform = await startPlatform(folder);
    times.push(platform.readyAfter);
    await platform.stop();
  }
  times.sort((a, b) => a - b);
  return { name, value: times[Math.floor(ROUNDS / 2)]!, unit: 'ms', ceiling, more: `median of ${ROUNDS}` };
}
