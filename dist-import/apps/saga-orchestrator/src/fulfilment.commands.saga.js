import { DomainCommand } from '#eventing';
/** Something happened to a confirmed order: its fulfilment begins, unless it has begun. */
export class OpenFulfilment extends DomainCommand {
    type = 'OpenFulfilment';
}
/** The checkout has ended, and this is where the payment stood. */
export class TakeOverMoney extends DomainCommand {
    type = 'TakeOverMoney';
}
export class HearParcelShipped extends DomainCommand {
    type = 'HearParcelShipped';
}
export class HearPartCancelled extends DomainCommand {
    type = 'HearPartCancelled';
}
export class HearReturnReceived extends DomainCommand {
    type = 'HearReturnReceived';
}
export class HearMoneyMoved extends DomainCommand {
    type = 'HearMoneyMoved';
}
export class HearStockMoved extends DomainCommand {
    type = 'HearStockMoved';
}
export class HearStepRefused extends DomainCommand {
    type = 'HearStepRefused';
}
/** The deadline of a step's attempt has passed. */
export class HearStepTimer extends DomainCommand {
    type = 'HearStepTimer';
}
export class RetryFulfilment extends DomainCommand {
    type = 'RetryFulfilment';
}
export class SkipFulfilmentStep extends DomainCommand {
    type = 'SkipFulfilmentStep';
}
export class CompensateFulfilment extends DomainCommand {
    type = 'CompensateFulfilment';
}
export const fulfilmentCommands = [
    OpenFulfilment,
    TakeOverMoney,
    HearParcelShipped,
    HearPartCancelled,
    HearReturnReceived,
    HearMoneyMoved,
    HearStockMoved,
    HearStepRefused,
    HearStepTimer,
    RetryFulfilment,
    SkipFulfilmentStep,
    CompensateFulfilment,
];
//# sourceMappingURL=fulfilment.commands.saga.js.map