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
import { inventoryEvents } from '#contracts';
import { integer, projection, time } from '#eventing';
/** What there is of a SKU, over all locations and at each. */
let StockLevelRow = class StockLevelRow {
    /** The SKU. */
    id;
    revision;
    onHand;
    reserved;
    /** Never below zero. */
    available;
    incoming;
    shipped;
    writtenOff;
    safetyStock;
    /** By name. */
    locations;
    updatedAt;
};
__decorate([
    PrimaryColumn({ type: 'varchar', length: 64 }),
    __metadata("design:type", String)
], StockLevelRow.prototype, "id", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], StockLevelRow.prototype, "revision", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], StockLevelRow.prototype, "onHand", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], StockLevelRow.prototype, "reserved", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], StockLevelRow.prototype, "available", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], StockLevelRow.prototype, "incoming", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], StockLevelRow.prototype, "shipped", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], StockLevelRow.prototype, "writtenOff", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], StockLevelRow.prototype, "safetyStock", void 0);
__decorate([
    Column({ type: 'simple-json' }),
    __metadata("design:type", Array)
], StockLevelRow.prototype, "locations", void 0);
__decorate([
    Column(time),
    __metadata("design:type", String)
], StockLevelRow.prototype, "updatedAt", void 0);
StockLevelRow = __decorate([
    Entity({ name: 'stock_level' }),
    Index('stock_level_available', ['available', 'id']),
    Index('stock_level_updated', ['updatedAt', 'id'])
], StockLevelRow);
export { StockLevelRow };
/** Takes the balances that the events carry, and so is a second opinion to the aggregate, which adds up movements. */
export const stockLevelRows = projection({
    name: 'stock_level',
    category: inventoryEvents.category,
    events: inventoryEvents,
    entity: StockLevelRow,
    evolve(row, event) {
        const touched = Object.entries(event.data.balances).map(locationStock);
        const untouched = row?.locations.filter(({ location }) => !touched.some((other) => other.location === location));
        const locations = [...(untouched ?? []), ...touched].sort((a, b) => (a.location < b.location ? -1 : 1));
        const sum = (name) => locations.reduce((pieces, location) => pieces + location[name], 0);
        const safetyStock = event.type === 'SafetyStockSet' ? event.data.quantity : (row?.safetyStock ?? 0);
        return {
            onHand: sum('onHand'),
            reserved: sum('reserved'),
            available: Math.max(0, sum('onHand') - sum('reserved') - safetyStock),
            incoming: (row?.incoming ?? 0) + incomingOf(event),
            shipped: sum('shipped'),
            writtenOff: sum('writtenOff'),
            safetyStock,
            locations,
            updatedAt: event.metadata.at,
        };
    },
});
function incomingOf(event) {
    if (event.type === 'StockExpected')
        return event.data.quantity;
    return event.type === 'StockReceived' ? -(event.data.expected ?? 0) : 0;
}
const locationStock = ([location, balances]) => {
    const { onHand = 0, reserved = 0, shipped = 0, writtenOff = 0 } = balances;
    return { location, onHand, reserved, shipped, writtenOff };
};
//# sourceMappingURL=stock-level.projection.js.map