import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { WrongRevision, type EventStore, type NewEvent, type ReadAllOptions, type ReadOptions } from '#ports';

interface Question {
  readonly id: number;
  readonly call: 'readPlaced' | 'append' | 'readAll';
  readonly args: never[];
}

interface Answer {
  readonly id: number;
  readonly result?: never;
  readonly wrongRevision?: [stream: string, expected: number, actual: number];
  readonly error?: string;
}

/** Lets a process that a test started use the test's own log. */
export function lendLog(log: EventStore, child: ChildProcess): void {
  child.on('message', ({ id, call, args }: Question) => {
    const run = log[call].bind(log) as (...all: never[]) => Promise<unknown>;
    // One that has been killed wants no answer, though it may still count as connected.
    const answer = (rest: object) => void (child.connected && child.send({ id, ...rest }, () => undefined));
    run(...args).then(
      (result) => answer({ result }),
      (error: unknown) => {
        if (!(error instanceof WrongRevision)) return answer({ error: String(error) });
        return answer({ wrongRevision: [error.stream, error.expected, error.actual] });
      },
    );
  });
}

/** The log of the process that started this one, as much of it as a relay needs. */
export function borrowedLog() {
  const waiting = new Map<number, (answer: Answer) => void>();
  let last = 0;
  process.on('message', (answer: Answer) => {
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  const ask = (call: Question['call'], ...args: unknown[]) =>
    new Promise<never>((resolve, reject) => {
      const id = ++last;
      waiting.set(id, ({ result, wrongRevision, error }) => {
        if (wrongRevision) reject(new WrongRevision(...wrongRevision));
        else if (error) reject(new Error(error));
        else resolve(result as never);
      });
      process.send!({ id, call, args });
    });
  const readAll: EventStore['readAll'] = (options?: ReadAllOptions) => ask('readAll', options);
  const subscribe: EventStore['subscribe'] = (after, handler) => {
    let stopped = false;
    const live = async () => {
      for (let position = after; !stopped;) {
        const events = await readAll({ after: position, limit: 200 });
        const end = events.at(-1)?.position;
        if (end === undefined) await sleep(10);
        else {
          while (!stopped && !(await handled(() => handler(events)))) await sleep(100);
          position = end;
        }
      }
    };
    const ended = live();
    return {
      stop: async () => {
        stopped = true;
        await ended;
      },
    };
  };
  return {
    readPlaced: (stream: string, options?: ReadOptions) => ask('readPlaced', stream, options),
    append: (stream: string, revision: number, events: readonly NewEvent[]) => ask('append', stream, revision, events),
    readAll,
    subscribe,
  } as unknown as EventStore;
}

const handled = (run: () => Promise<void>) =>
  run().then(
    () => true,
    () => false,
  );
