import { untilDone } from './until-done.js';

describe('until done', () => {
  const never = new AbortController().signal;

  it('tries again what fails, and tells of each failure', async () => {
    const told: string[] = [];
    let runs = 0;
    const run = () => (++runs < 3 ? Promise.reject(new Error(`no. ${runs}`)) : Promise.resolve());
    await untilDone(run, never, (failure) => told.push(String(failure)));
    expect(runs).toBe(3);
    expect(told).toEqual(['Error: no. 1', 'Error: no. 2']);
  });

  it('gives up at the signal without an error, in the middle of a pause too', async () => {
    const stopping = new AbortController();
    let runs = 0;
    const done = untilDone(
      () => (runs++, Promise.reject(new Error('away'))),
      stopping.signal,
      () => setImmediate(() => stopping.abort()),
    );
    await done;
    expect(runs).toBe(1);
  });

  it('does not begin behind the signal', async () => {
    const run = jest.fn(() => Promise.resolve());
    await untilDone(run, AbortSignal.abort());
    expect(run).not.toHaveBeenCalled();
  });
});
