import { Column, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import {
  integer,
  projection,
  ReadSide,
  type ChildRow,
  type IndexFeeder,
  type ProjectedRow,
} from '../libs/eventing/src/index.js';

/** A read side for the suites of projections: pieces on shelves, and labels as child rows. */
@Entity({ name: 'shelf_view' })
export class ShelfView implements ProjectedRow {
  @PrimaryColumn({ type: 'varchar', length: 64 })
  id: string;
  @Column(integer)
  revision: number;
  @Column(integer)
  pieces: number;
  @Column({ type: 'simple-json' })
  labels: string[];
}

@Entity({ name: 'shelf_label' })
export class ShelfLabel implements ChildRow {
  @PrimaryColumn({ type: 'varchar', length: 130 })
  id: string;
  @Column({ type: 'varchar', length: 64 })
  parentId: string;
  @Column({ type: 'varchar', length: 64 })
  label: string;
}

class Shelves1 implements MigrationInterface {
  readonly name = 'Shelves1760000000001';
  async up(db: QueryRunner) {
    await db.query(
      'CREATE TABLE shelf_view (id varchar(64) PRIMARY KEY NOT NULL, revision bigint NOT NULL, pieces bigint NOT NULL, labels text NOT NULL)',
    );
    await db.query(
      'CREATE TABLE shelf_label (id varchar(130) PRIMARY KEY NOT NULL, parentId varchar(64) NOT NULL, label varchar(64) NOT NULL)',
    );
    await db.query('CREATE INDEX shelf_label_parent ON shelf_label (parentId)');
  }
  async down() {}
}

export type ShelfEvent =
  | { type: 'Filled'; data: { pieces: number } }
  | { type: 'Labelled'; data: { label: string } }
  | { type: 'Dropped'; data: Record<never, never> };

/** `isWrong` while the code that handles `Dropped` is. */
export const dropping = { isWrong: true };

export const shelves = projection<ShelfView, ShelfEvent>({
  name: 'shelf_view',
  category: 'shelf',
  entity: ShelfView,
  evolve(row = { pieces: 0, labels: [] as string[] } as unknown as ShelfView, event) {
    switch (event.type) {
      case 'Filled':
        return { pieces: row.pieces + event.data.pieces, labels: row.labels };
      case 'Labelled':
        return { pieces: row.pieces, labels: [...row.labels, event.data.label] };
      case 'Dropped':
        if (dropping.isWrong) throw new Error('what fell is not known');
        return { pieces: 0, labels: row.labels };
    }
  },
  children: {
    entity: ShelfLabel,
    of: ({ id, labels }) => labels.map((label) => ({ id: `${id}/${label}`, parentId: id, label }) as ChildRow),
  },
});

/** Shelves with what feeds indices from them. */
export const shelfSide = (...feeders: IndexFeeder[]): ReadSide => new ReadSide([shelves], feeders, [Shelves1]);
