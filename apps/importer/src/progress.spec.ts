import { duration, Progress } from './progress.js';

let text: string;
let seconds: number;
const output = { write: (some: string) => Boolean((text += some)) };

beforeEach(() => {
  text = '';
  seconds = 0;
});

describe('Progress', () => {
  it('is a line every five seconds where there is no terminal, with rate and time left', () => {
    const progress = new Progress(output, 1_000, () => seconds * 1_000);
    progress.enter('orders');
    for (const lines of [100, 100, 100]) {
      seconds += 2.5;
      progress.add(lines);
    }
    expect(text).toBe('orders: 200 of 1000 lines, 20 %, 40/s, 20s left\n');
    progress.stop();
  });

  it('is a bar on a terminal', () => {
    const terminal = { ...output, isTTY: true, columns: 100, cursorTo: () => true, clearLine: () => true };
    const progress = new Progress(terminal, 1_000, () => seconds * 1_000);
    seconds = 10;
    progress.enter('orders');
    progress.add(250);
    progress.stop();
    expect(text).toContain('25% | orders | 250/1000 lines | 25/s | 30s left');
  });

  it('tells times as people do', () => {
    expect([0, 59.6, 61, 3_600].map(duration)).toEqual(['0s', '1m00s', '1m01s', '60m00s']);
  });
});
