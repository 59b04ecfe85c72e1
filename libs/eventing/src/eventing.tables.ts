import { Column, Entity, Index, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { integer, time } from './projection.js';

/** How far a consumer of events has come. */
@Entity({ name: 'checkpoint' })
export class Checkpoint {
  @PrimaryColumn({ type: 'varchar', length: 100 })
  name: string;
  /** Opaque, made by the feed. */
  @Column({ type: 'varchar', length: 2000 })
  position: string;
}

/** A stream whose next event a consumer could not take: the events behind it wait in the log. */
@Entity({ name: 'parked' })
export class Parked {
  /** `<consumer>/<stream>`. */
  @PrimaryColumn({ type: 'varchar', length: 300 })
  id: string;
  @Index('parked_consumer')
  @Column({ type: 'varchar', length: 100 })
  consumer: string;
  @Column({ type: 'varchar', length: 200 })
  stream: string;
  /** The event that could not be taken. */
  @Column(integer)
  revision: number;
  @Column({ type: 'varchar', length: 200 })
  type: string;
  @Column({ type: 'text' })
  reason: string;
  @Column(time)
  parkedAt: string;
  @Column(integer)
  attempts: number;
}

export const eventingEntities = [Checkpoint, Parked] as const;

class Eventing1760000000000 implements MigrationInterface {
  readonly name = 'Eventing1760000000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query('CREATE TABLE checkpoint (name varchar(100) PRIMARY KEY NOT NULL, position varchar(2000) NOT NULL)');
    await db.query(
      `CREATE TABLE parked (id varchar(300) PRIMARY KEY NOT NULL, consumer varchar(100) NOT NULL,
        stream varchar(200) NOT NULL, revision bigint NOT NULL, type varchar(200) NOT NULL, reason text NOT NULL,
        parkedAt varchar(24) NOT NULL, attempts bigint NOT NULL)`,
    );
    await db.query('CREATE INDEX parked_consumer ON parked (consumer)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE parked');
    await db.query('DROP TABLE checkpoint');
  }
}

export const eventingMigrations = [Eventing1760000000000] as const;
