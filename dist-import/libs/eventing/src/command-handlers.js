import { Injectable } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import { Aggregates } from './aggregates.js';
/** Registers the commands of a decider on the command bus. */
export function commandHandlers(decider, commands) {
    return commands.map((command) => {
        class Handler {
            aggregates;
            constructor(aggregates) {
                this.aggregates = aggregates;
            }
            execute(given) {
                return this.aggregates.handle(decider, given);
            }
        }
        Object.defineProperty(Handler, 'name', { value: `${command.name}Handler` });
        Reflect.defineMetadata('design:paramtypes', [Aggregates], Handler);
        Injectable()(Handler);
        CommandHandler(command)(Handler);
        return Handler;
    });
}
//# sourceMappingURL=command-handlers.js.map