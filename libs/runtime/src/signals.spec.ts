import { onSignal } from './signals.js';

describe('a signal', () => {
  const signals = ['SIGTERM', 'SIGINT'] as const;
  const before = signals.map((signal) => process.listeners(signal));
  const told: string[] = [];
  const hear = (signal: (typeof signals)[number], afterMs = 0) => {
    jest.advanceTimersByTime(afterMs);
    process.emit(signal);
    return told.splice(0);
  };

  beforeEach(() => {
    jest.useFakeTimers();
    onSignal(
      () => told.push('end'),
      () => told.push('end at once'),
    );
  });
  afterEach(() => {
    jest.useRealTimers();
    for (const [n, signal] of signals.entries()) {
      for (const listener of process.listeners(signal)) {
        if (!before[n]!.includes(listener)) process.off(signal, listener);
      }
    }
  });

  it('ends what runs, and at once where it comes again', () => {
    expect(hear('SIGTERM')).toEqual(['end']);
    expect(hear('SIGTERM', 1_500)).toEqual(['end at once']);
  });

  it('is one where two tell of it, the terminal and npm', () => {
    expect(hear('SIGINT')).toEqual(['end']);
    expect(hear('SIGINT', 500)).toEqual([]);
  });

  it('is not the same as another one: who was told by the terminal is told by what started it, too', () => {
    expect(hear('SIGINT')).toEqual(['end']);
    expect(hear('SIGTERM', 5_000)).toEqual([]);
  });
});
