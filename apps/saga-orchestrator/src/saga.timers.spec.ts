import { Logger } from '@nestjs/common';
import type { CommandBus } from '@nestjs/cqrs';
import { SqliteReadModel } from '#adapters';
import type { Reactors, ReadSideKeeper } from '#eventing';
import { AppError, type ReadModel } from '#ports';
import { temporaryFolder } from '../../../test/temporary-folder.js';
import { HearTimer } from './checkout.commands.saga.js';
import { HearStepTimer } from './fulfilment.commands.saga.js';
import { CheckoutRow, FulfilmentRow, type SagaRow, type StepRecord } from './saga-view.projection.js';
import { sagaReadSide } from './saga.read-side.js';
import { SagaTimers } from './saga.timers.js';

const NOW = '2026-01-01T00:01:00.000Z';
const step = (name: string, dueAt: string | undefined, attempts = 1): StepRecord => ({
  name,
  status: dueAt ? 'waiting' : 'done',
  attempts,
  startedAt: NOW,
  input: {},
  output: {},
  dueAt,
});
const row = <Row extends SagaRow>(entity: new () => Row, steps: readonly StepRecord[], id = 'o1'): Row =>
  Object.assign(new entity(), { id, correlationId: 'c1', steps });

/** Timers over rows that are given, and what they told. */
function timersOver(
  rows: readonly SagaRow[],
  how: {
    projections?: boolean;
    reactors?: boolean;
    unreadable?: string | RegExp;
    rowsAway?: boolean;
    readModel?: ReadModel;
  } = {},
) {
  const { projections = true, reactors = true } = how;
  const told: (HearTimer | HearStepTimer)[] = [];
  const manager = {
    find: async (entity: new () => SagaRow) => {
      if (how.rowsAway) throw new AppError('unavailable', 'READ_MODEL_UNAVAILABLE');
      return rows.filter((one) => one instanceof entity);
    },
  };
  const execute = async (command: HearTimer) => {
    if (how.unreadable && command.id.match(how.unreadable)) throw new AppError('unavailable', 'UNKNOWN_EVENT');
    told.push(command);
  };
  const timers = new SagaTimers(
    { execute } as unknown as CommandBus,
    how.readModel ?? ({ manager } as unknown as ReadModel),
    { caughtUp: () => projections } as unknown as ReadSideKeeper,
    { caughtUp: () => reactors } as unknown as Reactors,
  );
  return { timers, told };
}

describe('timers', () => {
  const file = temporaryFolder();
  const reserve = step('reserve', '2026-01-01T00:00:59.000Z', 2);
  const rows = [
    row(CheckoutRow, [step('done', undefined), reserve, step('authorise', '2026-01-01T00:01:01.000Z')]),
    row(FulfilmentRow, [step('ship-1', NOW)]),
  ];

  it('tell each saga which of its steps are due', async () => {
    const { timers, told } = timersOver(rows);
    await timers.look(NOW);
    expect(told.map(({ type, id, data }) => [type, id, data])).toEqual([
      ['HearTimer', 'o1', { step: 'reserve', attempt: 2 }],
      ['HearStepTimer', 'o1', { step: 'ship-1', attempt: 1 }],
    ]);
  });

  it('give the same command from every replica, and another one for every attempt', async () => {
    const idsOf = async (...given: SagaRow[]) => {
      const { timers, told } = timersOver(given);
      await timers.look(NOW);
      return told.map(({ meta }) => meta.commandId);
    };
    const one = await idsOf(...rows);
    expect(await idsOf(...rows)).toEqual(one);
    expect(await idsOf(row(CheckoutRow, [{ ...reserve, attempts: 3 }]))).not.toContain(one[0]);
    expect(new Set(one).size).toBe(2);
  });

  it('tell all the others when one saga cannot be read', async () => {
    const others = [row(CheckoutRow, [reserve], 'o2'), row(FulfilmentRow, [step('ship-1', NOW)], 'o3')];
    const { timers, told } = timersOver([...rows.slice(0, 1), ...others], { unreadable: 'o1' });
    await timers.look(NOW);
    expect(told.map(({ type, id }) => [type, id])).toEqual([
      ['HearTimer', 'o2'],
      ['HearStepTimer', 'o3'],
    ]);
  });

  it('say once of each saga that it cannot be told, however long that lasts', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const given = rows.slice(0, 1);
    const away = { unreadable: 'o1' };
    const { timers } = timersOver(given, away);
    await timers.look(NOW);
    await timers.look(NOW);
    given.push(row(FulfilmentRow, [step('ship-1', NOW)]));
    await timers.look(NOW);
    away.unreadable = '';
    await timers.look(NOW);
    away.unreadable = 'o1';
    await timers.look(NOW);
    const said = { message: 'timers put off', sagas: ['o1'], reason: 'Error: UNKNOWN_EVENT' };
    expect(warn.mock.calls).toEqual([[said], [said], [said], [said]]);
    warn.mockRestore();
  });

  it('come to those behind however many that cannot be told, time and again, and say of each once', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const { entities, migrations } = sagaReadSide;
    const readModel = await SqliteReadModel.open({ path: file('read.sqlite'), entities, migrations });
    const dueAt = reserve.dueAt!;
    const rest = { revision: 0, state: 'running', phase: 'forward', step: 'reserve', attempt: 2, dueAt } as const;
    const stuck = Array.from({ length: 200 }, (_, n) => `stuck ${String(n).padStart(3, '0')}`);
    await readModel.write((manager) =>
      manager.save(
        [...stuck, 'z1'].map((id) =>
          Object.assign(row(CheckoutRow, [reserve], id), rest, { startedAt: NOW, updatedAt: NOW }),
        ),
      ),
    );
    const { timers, told } = timersOver([], { readModel, unreadable: /stuck/ });
    for (let look = 0; look < 6; look++) await timers.look(NOW);
    expect(told.map(({ id }) => id)).toEqual(['z1', 'z1']);
    const said = warn.mock.calls.map(([line]) => (line as unknown as { sagas: string[] }).sagas);
    expect(said).toEqual([stuck.slice(0, 100), stuck.slice(100)]);
    warn.mockRestore();
    await readModel.close();
  });

  it('say once that the rows are away, however long that lasts, and go on when they are back', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    jest.useFakeTimers();
    const how = { rowsAway: true };
    const { timers, told } = timersOver(rows, how);
    timers.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(2_000);
    expect(warn.mock.calls).toEqual([[{ message: 'timers put off', reason: 'Error: READ_MODEL_UNAVAILABLE' }]]);
    how.rowsAway = false;
    await jest.advanceTimersByTimeAsync(1_000);
    expect(told).not.toEqual([]);
    how.rowsAway = true;
    await jest.advanceTimersByTimeAsync(2_000);
    expect(warn).toHaveBeenCalledTimes(2);
    await timers.beforeApplicationShutdown();
    jest.useRealTimers();
    warn.mockRestore();
  });

  it.each([{ projections: false }, { reactors: false }])('wait for news that are under way: %j', async (behind) => {
    const { timers, told } = timersOver(rows, behind);
    await timers.look(NOW);
    expect(told).toEqual([]);
  });
});
