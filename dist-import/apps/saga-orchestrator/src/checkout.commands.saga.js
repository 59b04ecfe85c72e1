import { DomainCommand } from '#eventing';
export class HearOrderPlaced extends DomainCommand {
    type = 'HearOrderPlaced';
}
export class HearStockReserved extends DomainCommand {
    type = 'HearStockReserved';
}
export class HearStockUnavailable extends DomainCommand {
    type = 'HearStockUnavailable';
}
export class HearStockReleased extends DomainCommand {
    type = 'HearStockReleased';
}
/** Authorised, declined, captured, voided, refunded, or not decided yet. */
export class HearPayment extends DomainCommand {
    type = 'HearPayment';
}
export class HearOrderConfirmed extends DomainCommand {
    type = 'HearOrderConfirmed';
}
export class HearOrderRejected extends DomainCommand {
    type = 'HearOrderRejected';
}
/** Nothing is left of the order. */
export class HearOrderCancelled extends DomainCommand {
    type = 'HearOrderCancelled';
}
export class HearLinesCancelled extends DomainCommand {
    type = 'HearLinesCancelled';
}
export class HearRefusal extends DomainCommand {
    type = 'HearRefusal';
}
/** The deadline of a step's attempt has passed. */
export class HearTimer extends DomainCommand {
    type = 'HearTimer';
}
export class RetryCheckout extends DomainCommand {
    type = 'RetryCheckout';
}
export class SkipCheckoutStep extends DomainCommand {
    type = 'SkipCheckoutStep';
}
export class CompensateCheckout extends DomainCommand {
    type = 'CompensateCheckout';
}
export const checkoutCommands = [
    HearOrderPlaced,
    HearStockReserved,
    HearStockUnavailable,
    HearStockReleased,
    HearPayment,
    HearOrderConfirmed,
    HearOrderRejected,
    HearOrderCancelled,
    HearLinesCancelled,
    HearRefusal,
    HearTimer,
    RetryCheckout,
    SkipCheckoutStep,
    CompensateCheckout,
];
//# sourceMappingURL=checkout.commands.saga.js.map