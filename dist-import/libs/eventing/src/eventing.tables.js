var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { integer, time } from './projection.js';
/** How far a consumer of events has come. */
let Checkpoint = class Checkpoint {
    name;
    /** Opaque, made by the feed. */
    position;
};
__decorate([
    PrimaryColumn({ type: 'varchar', length: 100 }),
    __metadata("design:type", String)
], Checkpoint.prototype, "name", void 0);
__decorate([
    Column({ type: 'varchar', length: 2000 }),
    __metadata("design:type", String)
], Checkpoint.prototype, "position", void 0);
Checkpoint = __decorate([
    Entity({ name: 'checkpoint' })
], Checkpoint);
export { Checkpoint };
/** A stream whose next event a consumer could not take: the events behind it wait in the log. */
let Parked = class Parked {
    /** `<consumer>/<stream>`. */
    id;
    consumer;
    stream;
    /** The event that could not be taken. */
    revision;
    type;
    reason;
    parkedAt;
    attempts;
};
__decorate([
    PrimaryColumn({ type: 'varchar', length: 300 }),
    __metadata("design:type", String)
], Parked.prototype, "id", void 0);
__decorate([
    Index('parked_consumer'),
    Column({ type: 'varchar', length: 100 }),
    __metadata("design:type", String)
], Parked.prototype, "consumer", void 0);
__decorate([
    Column({ type: 'varchar', length: 200 }),
    __metadata("design:type", String)
], Parked.prototype, "stream", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], Parked.prototype, "revision", void 0);
__decorate([
    Column({ type: 'varchar', length: 200 }),
    __metadata("design:type", String)
], Parked.prototype, "type", void 0);
__decorate([
    Column({ type: 'text' }),
    __metadata("design:type", String)
], Parked.prototype, "reason", void 0);
__decorate([
    Column(time),
    __metadata("design:type", String)
], Parked.prototype, "parkedAt", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], Parked.prototype, "attempts", void 0);
Parked = __decorate([
    Entity({ name: 'parked' })
], Parked);
export { Parked };
export const eventingEntities = [Checkpoint, Parked];
class Eventing1760000000000 {
    name = 'Eventing1760000000000';
    async up(db) {
        await db.query('CREATE TABLE checkpoint (name varchar(100) PRIMARY KEY NOT NULL, position varchar(2000) NOT NULL)');
        await db.query(`CREATE TABLE parked (id varchar(300) PRIMARY KEY NOT NULL, consumer varchar(100) NOT NULL,
        stream varchar(200) NOT NULL, revision bigint NOT NULL, type varchar(200) NOT NULL, reason text NOT NULL,
        parkedAt varchar(24) NOT NULL, attempts bigint NOT NULL)`);
        await db.query('CREATE INDEX parked_consumer ON parked (consumer)');
    }
    async down(db) {
        await db.query('DROP TABLE parked');
        await db.query('DROP TABLE checkpoint');
    }
}
export const eventingMigrations = [Eventing1760000000000];
//# sourceMappingURL=eventing.tables.js.map