var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { AppError, metaFor } from '#eventing';
import { isTransient } from '#ports';
import { ReleaseStock, ReserveStock, ReturnStock, ShipStock, VoidReservation } from './stock.decider.js';
import { levels } from './stock.state.js';
/**
 * What orders ask of the stock, over the streams of many SKUs. The commands of one request are sent in the order of
 * the SKUs without waiting for one another; within a process they share a commit. Their ids follow from the
 * reservation, the parcel or the return, so a request that is sent again meets what its first one did.
 */
let StockReservations = class StockReservations {
    commands;
    constructor(commands) {
        this.commands = commands;
    }
    /**
     * All lines or none. A reservation has failed from the moment that one of its SKUs is voided, and never before: only
     * then are the others released, so a crash in between, or a twin of the request, comes to the same answer. What was
     * reserved once counts as reserved, also after it was shipped or released.
     */
    async reserve({ reservationId, orderId, lines, occurredAt }) {
        const wanted = bySku(lines);
        const attempts = await this.sendEach(wanted, ({ sku, quantity }) => {
            const meta = metaFor('ReserveStock', `${reservationId}/${sku}`);
            return new ReserveStock(sku, { reservationId, orderId, quantity, occurredAt }, meta);
        }, ['STOCK_UNAVAILABLE', 'RESERVATION_CLOSED']);
        const refused = wanted.filter((_, i) => typeof attempts[i] === 'string');
        const voids = await this.sendEach(refused, ({ sku, quantity }) => {
            const meta = metaFor('VoidReservation', `${reservationId}/${sku}`);
            return new VoidReservation(sku, { reservationId, requested: quantity }, meta);
        }, ['RESERVATION_USED']);
        const missing = refused.filter((_, i) => typeof voids[i] !== 'string');
        if (!missing.length)
            return { reserved: true, events: refsOf(wanted, attempts) };
        const others = wanted.filter((line) => !missing.includes(line));
        await this.sendEach(others, ({ sku }) => wholeRelease(sku, reservationId));
        const shortages = refused.flatMap((line, i) => shortageOf(line, reservationId, voids[i]));
        return { reserved: false, events: refsOf(refused, voids), shortage: shortages[0] };
    }
    /** Never refused: what is not open has ended, and what never was is voided. */
    async release({ reservationId, lines, releaseId }) {
        const parts = bySku(lines);
        const released = await this.sendEach(parts, ({ sku, quantity }) => {
            if (!quantity && releaseId === undefined)
                return wholeRelease(sku, reservationId);
            const meta = metaFor('ReleaseStock', `${reservationId}/${releaseId ?? quantity}/${sku}`);
            return new ReleaseStock(sku, { reservationId, quantity: quantity || undefined, releaseId }, meta);
        });
        return { events: refsOf(parts, released) };
    }
    /** Throws AppError RESERVATION_EXCEEDED where a line is more than what is held; the other lines have left then. */
    async ship(request) {
        const { reservationId, shipmentId, orderId, occurredAt } = request;
        const lines = bySku(request.lines);
        const shipped = await this.sendEach(lines, ({ sku, quantity }) => {
            const meta = metaFor('ShipStock', `${reservationId}/${shipmentId}/${sku}`);
            return new ShipStock(sku, { reservationId, shipmentId, orderId, quantity, occurredAt }, meta);
        });
        return { events: refsOf(lines, shipped) };
    }
    /** Each disposition of a SKU is one part. */
    async takeBack({ returnId, orderId, lines, occurredAt }) {
        const dispositions = [...new Set(lines.map(({ disposition }) => disposition))].sort();
        const parts = dispositions.flatMap((disposition) => bySku(lines.filter((line) => line.disposition === disposition)).map((line) => ({ ...line, disposition })));
        const returned = await this.sendEach(parts, ({ sku, quantity, disposition }) => {
            const meta = metaFor('ReturnStock', `${returnId}/${sku}/${disposition}`);
            return new ReturnStock(sku, { returnId, orderId, quantity, disposition, occurredAt }, meta);
        });
        return { events: refsOf(parts, returned) };
    }
    /**
     * Sends a command for each part and waits for all of them. Throws what is not an expected refusal, outages first:
     * sending the whole again may heal them.
     */
    async sendEach(parts, command, expected = []) {
        const failures = [];
        const outcomes = await Promise.all(parts.map((part) => this.commands.execute(command(part)).catch((error) => {
            if (error instanceof AppError && expected.includes(error.code))
                return error.code;
            failures.push(error);
            return '';
        })));
        if (failures.length)
            throw failures.find(isTransient) ?? failures[0];
        return outcomes;
    }
};
StockReservations = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [CommandBus])
], StockReservations);
export { StockReservations };
/** All that is open of a SKU; the same command whoever sends it. */
const wholeRelease = (sku, reservationId) => new ReleaseStock(sku, { reservationId }, metaFor('ReleaseStock', `${reservationId}/all/${sku}`));
/** One line per SKU, in the order of the SKUs; a quantity of 0 stands for all and stays so. */
function bySku(lines) {
    const sums = new Map();
    for (const { sku, quantity } of lines) {
        const before = sums.get(sku);
        sums.set(sku, before === 0 || quantity === 0 ? 0 : (before ?? 0) + quantity);
    }
    return [...sums].map(([sku, quantity]) => ({ sku, quantity })).sort((a, b) => (a.sku < b.sku ? -1 : 1));
}
const refsOf = (lines, outcomes) => lines.flatMap(({ sku }, i) => {
    const outcome = outcomes[i];
    return typeof outcome === 'string' ? [] : [{ sku, revision: outcome.revision }];
});
/** Why a SKU was voided, as it was recorded then; none where it was not. */
function shortageOf({ sku, quantity }, reservationId, voided) {
    if (typeof voided === 'string')
        return [];
    const made = voided.state.reservations.get(reservationId);
    if (made?.status === 'voided' && made.refused)
        return [{ sku, ...made.refused, code: 'STOCK_UNAVAILABLE' }];
    const available = Math.max(0, levels(voided.state).available);
    return [{ sku, requested: quantity, available, code: 'RESERVATION_CLOSED' }];
}
//# sourceMappingURL=stock.reservations.js.map