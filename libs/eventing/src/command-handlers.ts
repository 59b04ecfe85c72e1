import { Injectable, type Provider } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import { Aggregates } from './aggregates.js';
import type { DomainCommand } from './command.js';
import type { DomainEvent } from './codec.js';
import type { Decider } from './decider.js';

/** Registers the commands of a decider on the command bus. */
export function commandHandlers<S, C extends DomainCommand<S, object>, E extends DomainEvent>(
  decider: Decider<S, C, E>,
  commands: readonly (new (...fields: never[]) => C)[],
): Provider[] {
  return commands.map((command) => {
    class Handler {
      constructor(private readonly aggregates: Aggregates) {}
      execute(given: C) {
        return this.aggregates.handle(decider, given);
      }
    }
    Object.defineProperty(Handler, 'name', { value: `${command.name}Handler` });
    Reflect.defineMetadata('design:paramtypes', [Aggregates], Handler);
    Injectable()(Handler);
    CommandHandler(command as never)(Handler);
    return Handler;
  });
}
