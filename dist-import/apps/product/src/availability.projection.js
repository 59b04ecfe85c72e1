var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { integer, projection } from '#eventing';
/** Whether there is any of a SKU to be had: all that the catalogue needs to know of stock. */
let AvailabilityRow = class AvailabilityRow {
    /** The SKU. */
    id;
    revision;
    /** Per location: on hand less reserved. */
    free;
    safetyStock;
    /** Free over all locations, less the safety stock; below zero where that is not covered. */
    available;
    /** One more than the revision at which `available > 0` last turned; 0: it never did. Only grows. */
    turnedAt;
};
__decorate([
    PrimaryColumn({ type: 'varchar', length: 64 }),
    __metadata("design:type", String)
], AvailabilityRow.prototype, "id", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], AvailabilityRow.prototype, "revision", void 0);
__decorate([
    Column({ type: 'simple-json' }),
    __metadata("design:type", Object)
], AvailabilityRow.prototype, "free", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], AvailabilityRow.prototype, "safetyStock", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], AvailabilityRow.prototype, "available", void 0);
__decorate([
    Column(integer),
    __metadata("design:type", Number)
], AvailabilityRow.prototype, "turnedAt", void 0);
AvailabilityRow = __decorate([
    Entity({ name: 'availability' })
], AvailabilityRow);
export { AvailabilityRow };
export const availabilityRows = projection({
    name: 'availability',
    category: 'stock',
    entity: AvailabilityRow,
    evolve(row, event) {
        const touched = Object.entries(event.data.balances);
        const free = {
            ...row?.free,
            ...Object.fromEntries(touched.map(([location, { onHand = 0, reserved = 0 }]) => [location, onHand - reserved])),
        };
        const safetyStock = event.type === 'SafetyStockSet' ? event.data.quantity : (row?.safetyStock ?? 0);
        const available = Object.values(free).reduce((sum, pieces) => sum + pieces, 0) - safetyStock;
        const turned = available > 0 !== (row?.available ?? 0) > 0;
        return { free, safetyStock, available, turnedAt: turned ? event.revision + 1 : (row?.turnedAt ?? 0) };
    },
});
//# sourceMappingURL=availability.projection.js.map