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
import { Aggregates } from './aggregates.js';
import { DomainCommand, metaFor } from './command.js';
class TakeBlock extends DomainCommand {
    type = 'TakeBlock';
}
const counter = {
    category: 'counter',
    schema: 1,
    events: { category: 'counter', types: ['NumbersTaken'], upcasts: {} },
    initial: { last: 0 },
    decide: ({ data }, { last }) => [{ type: 'NumbersTaken', data: { first: last + 1, last: last + data.size } }],
    evolve: (_state, { data }) => ({ last: data.last }),
};
/** Numbers are taken from the log in blocks of this size; those that a process did not use are a gap. */
const BLOCK = 1_000;
/** Numbers that no two processes give twice: unique and growing per process, with gaps. */
let Numbers = class Numbers {
    aggregates;
    blocks = new Map();
    taking = new Map();
    constructor(aggregates) {
        this.aggregates = aggregates;
    }
    /** The next number of a counter, from 1 on. */
    async next(name) {
        for (;;) {
            const block = this.blocks.get(name);
            if (block && block.next <= block.last)
                return block.next++;
            const taking = this.taking.get(name) ?? this.take(name);
            this.taking.set(name, taking);
            await taking;
        }
    }
    async take(name) {
        try {
            const meta = metaFor('TakeBlock', undefined);
            const { state } = await this.aggregates.handle(counter, new TakeBlock(name, { size: BLOCK }, meta));
            this.blocks.set(name, { next: state.last - BLOCK + 1, last: state.last });
        }
        finally {
            this.taking.delete(name);
        }
    }
};
Numbers = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [Aggregates])
], Numbers);
export { Numbers };
//# sourceMappingURL=numbers.js.map