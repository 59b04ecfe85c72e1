import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { Column, Entity, Index, Like, PrimaryColumn, Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { isTransient, type ReadModel } from '#ports';

/** Minor units as bigint: the same on every engine, whichever type its driver gives. */
const minorUnits = {
  to: (value?: bigint | null) => value?.toString(),
  from: (value?: string | number | null) => (value == null ? value : BigInt(value)),
};

/** A row with every type of column that is used. */
@Entity('contract_row')
@Index('contract_row_code', ['code'], { unique: true })
export class ContractRow {
  @PrimaryColumn({ type: 'varchar', length: 64 })
  id: string;
  @Column({ type: 'varchar', length: 64 })
  code: string;
  @Column({ type: 'varchar', length: 16 })
  status: 'open' | 'closed';
  @Column({ type: 'bigint', transformer: minorUnits })
  amount: bigint;
  @Column({ type: 'simple-json' })
  lines: { readonly sku: string; readonly quantity: number }[];
  @Column({ type: 'datetime', precision: 3 })
  at: Date;
  @Column({ type: 'text', nullable: true })
  note: string | null;
}

/** A row with as little in it as there can be. */
export const contractRow = (id: string): ContractRow => ({
  id,
  code: id,
  status: 'open',
  amount: 1n,
  lines: [],
  at: new Date(0),
  note: null,
});

export class ContractRow1767225600000 implements MigrationInterface {
  async up(queryRunner: QueryRunner) {
    const columns = [
      { name: 'id', type: 'varchar', length: '64', isPrimary: true, primaryKeyConstraintName: 'contract_row_pk' },
      { name: 'code', type: 'varchar', length: '64' },
      { name: 'status', type: 'varchar', length: '16' },
      { name: 'amount', type: 'bigint' },
      { name: 'lines', type: 'text' },
      { name: 'at', type: 'datetime', precision: 3 },
      { name: 'note', type: 'text', isNullable: true },
    ];
    const indices = [{ name: 'contract_row_code', columnNames: ['code'], isUnique: true }];
    await queryRunner.createTable(new Table({ name: 'contract_row', columns, indices }));
  }
  async down(queryRunner: QueryRunner) {
    await queryRunner.dropTable('contract_row');
  }
}

/** What every read model guarantees. `open` gives one with ContractRow and its migration, others may have rows in it. */
export function readModelContract(open: () => Promise<ReadModel>, close: (model: ReadModel) => Promise<void>) {
  let model: ReadModel;
  let prefix: string;
  beforeEach(async () => {
    model = await open();
    prefix = `${randomUUID()}-`;
  });
  afterEach(() => close(model));

  const row = (id: string, changes: Partial<ContractRow> = {}): ContractRow =>
    Object.assign(new ContractRow(), {
      id: prefix + id,
      code: prefix + id,
      status: 'open',
      amount: 1999n,
      lines: [{ sku: '漢 é', quantity: 2 }],
      at: new Date('2026-01-31T23:59:59.123Z'),
      note: null,
      ...changes,
    });
  const find = (id: string) => model.manager.findOneBy(ContractRow, { id: prefix + id });
  const mine = { id: undefined as unknown as ReturnType<typeof Like<string>> };
  beforeEach(() => {
    mine.id = Like(`${prefix}%`);
  });

  it('gives back what was written, type by type', async () => {
    const written = row('1', { amount: 9_007_199_254_740_991n, note: `quote ' " \\ 😀\n`.repeat(1000) });
    await model.write((manager) => manager.save(ContractRow, written));
    expect(await find('1')).toEqual(written);
    await model.write((manager) => manager.save(ContractRow, row('2', { amount: -5n, status: 'closed' })));
    expect(await find('2')).toEqual(row('2', { amount: -5n, status: 'closed' }));
  });

  it('takes repositories and query builders: insert, upsert, update, delete, sort, page, aggregate', async () => {
    await model.write(async (manager) => {
      const rows = manager.getRepository(ContractRow);
      await rows.insert(['a', 'b', 'c', 'd'].map((id, n) => row(id, { amount: BigInt(n) })));
      await rows.upsert([row('a', { amount: 10n }), row('e', { amount: 20n })], ['id']);
      await rows.update({ id: `${prefix}b` }, { status: 'closed' });
      await rows.delete({ id: `${prefix}c` });
      await manager.createQueryBuilder().update(ContractRow).set({ note: 'seen' }).where(mine).execute();
    });
    const rows = model.manager.getRepository(ContractRow);
    const page = await rows.find({ where: { ...mine, status: 'open' }, order: { amount: 'DESC' }, skip: 1, take: 2 });
    expect(page.map(({ id }) => id)).toEqual([`${prefix}a`, `${prefix}d`]);
    const sum = await rows
      .createQueryBuilder('r')
      .select('SUM(r.amount)', 'sum')
      .where('r.id LIKE :ids AND r.note = :note', { ids: `${prefix}%`, note: 'seen' })
      .getRawOne<{ sum: string | number }>();
    expect(Number(sum?.sum)).toBe(34);
    expect(await rows.existsBy({ at: new Date('2026-01-31T23:59:59.123Z'), ...mine })).toBe(true);
  });

  it('tells texts apart by case, also where they must be unique', async () => {
    await model.write((manager) => manager.insert(ContractRow, [row('ABC'), row('abc')]));
    expect((await find('abc'))?.code).toBe(`${prefix}abc`);
    expect(await model.manager.countBy(ContractRow, { code: `${prefix}ABC` })).toBe(1);
  });

  it('shows nothing of a write before it is whole', async () => {
    let seen: ContractRow | null | undefined;
    await model.write(async (manager) => {
      await manager.insert(ContractRow, row('1'));
      expect(await manager.countBy(ContractRow, mine)).toBe(1);
      seen = await find('1');
      await manager.insert(ContractRow, row('2'));
    });
    expect(seen).toBeNull();
    expect(await model.manager.countBy(ContractRow, mine)).toBe(2);
  });

  it('leaves nothing of a write that throws, passes its error on, and goes on', async () => {
    const failed = new Error('no');
    const write = model.write(async (manager) => {
      await manager.insert(ContractRow, row('1'));
      throw failed;
    });
    await expect(write).rejects.toBe(failed);
    expect(await find('1')).toBeNull();
    await model.write((manager) => manager.insert(ContractRow, row('2')));
    expect(await find('2')).not.toBeNull();
  });

  it('refuses what breaks a constraint, and that is no outage', async () => {
    await model.write((manager) => manager.insert(ContractRow, row('1')));
    const write = model.write((manager) => manager.insert(ContractRow, row('2', { code: `${prefix}1` })));
    const error: unknown = await write.catch((e: unknown) => e);
    expect(error).toBeInstanceOf(Error);
    expect(isTransient(error)).toBe(false);
    expect(await model.manager.countBy(ContractRow, mine)).toBe(1);
  });

  it('keeps writes at the same time apart: one that fails takes nothing of another with it', async () => {
    const writes = Array.from({ length: 20 }, (_, n) =>
      model.write(async (manager) => {
        await manager.insert(ContractRow, row(`${n}-first`));
        await turn();
        if (n % 2) throw new Error('no');
        await manager.insert(ContractRow, row(`${n}-second`));
      }),
    );
    const outcomes = await Promise.allSettled(writes);
    expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map((_, n) => (n % 2 ? 'rejected' : 'fulfilled')));
    const ids = (await model.manager.findBy(ContractRow, mine)).map(({ id }) => id);
    const expected = outcomes.flatMap((_, n) => (n % 2 ? [] : [`${prefix}${n}-first`, `${prefix}${n}-second`]));
    expect(ids.toSorted()).toEqual(expected.toSorted());
  });

  it('lets queries of a snapshot see one moment, while writes and other queries go on', async () => {
    await model.write((manager) => manager.insert(ContractRow, row('1')));
    const count = (manager: ReadModel['manager']) => manager.countBy(ContractRow, mine);
    const counts = await model.snapshot(async (manager) => {
      const before = await count(manager);
      await model.write((writer) => writer.insert(ContractRow, row('2')));
      const outside = await count(model.manager);
      const nested = await model.snapshot(count);
      return { before, outside, nested, after: await count(manager) };
    });
    expect(counts).toEqual({ before: 1, outside: 2, nested: 2, after: 1 });
    expect(await model.snapshot(count)).toBe(2);
  });

  it('serves many snapshots at once, and goes on after one that throws', async () => {
    await model.write((manager) => manager.insert(ContractRow, row('1')));
    await expect(model.snapshot(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    const counts = await Promise.all(
      Array.from({ length: 20 }, () => model.snapshot((manager) => manager.countBy(ContractRow, mine))),
    );
    expect(counts).toEqual(Array.from({ length: 20 }, () => 1));
  });
}
