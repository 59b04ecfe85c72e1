import type { Disposition, LineQuantity, StockReceiptRef } from '#contracts';
import { DomainCommand } from '#eventing';
import type { Fulfilment } from './fulfilment.events.saga.js';
import type { HeardOfPayment } from './money.saga.js';
import type { Reason, Refusal, Standing, Terms } from './steps.saga.js';

/** What happened to some lines of an order. */
interface OfLines {
  readonly lines: readonly LineQuantity[];
  readonly amount: number;
}
interface Happened {
  /** In imported history only. */
  readonly occurredAt?: string | undefined;
}

/** Something happened to a confirmed order: its fulfilment begins, unless it has begun. */
export class OpenFulfilment extends DomainCommand<Fulfilment, Terms> {
  readonly type = 'OpenFulfilment';
}
/** The checkout has ended, and this is where the payment stood. */
export class TakeOverMoney extends DomainCommand<Fulfilment, Standing> {
  readonly type = 'TakeOverMoney';
}
export class HearParcelShipped extends DomainCommand<Fulfilment, OfLines & Happened & { readonly shipmentId: string }> {
  readonly type = 'HearParcelShipped';
}
export class HearPartCancelled extends DomainCommand<Fulfilment, OfLines & { readonly cancellationId: string }> {
  readonly type = 'HearPartCancelled';
}
export class HearReturnReceived extends DomainCommand<
  Fulfilment,
  Happened & {
    readonly returnId: string;
    readonly amount: number;
    readonly lines: readonly (LineQuantity & { readonly disposition: Disposition })[];
  }
> {
  readonly type = 'HearReturnReceived';
}
export class HearMoneyMoved extends DomainCommand<Fulfilment, HeardOfPayment> {
  readonly type = 'HearMoneyMoved';
}
export class HearStockMoved extends DomainCommand<
  Fulfilment,
  { readonly step: string; readonly events: readonly StockReceiptRef[] }
> {
  readonly type = 'HearStockMoved';
}
export class HearStepRefused extends DomainCommand<Fulfilment, Refusal> {
  readonly type = 'HearStepRefused';
}
/** The deadline of a step's attempt has passed. */
export class HearStepTimer extends DomainCommand<Fulfilment, { readonly step: string; readonly attempt: number }> {
  readonly type = 'HearStepTimer';
}
export class RetryFulfilment extends DomainCommand<Fulfilment, Reason> {
  readonly type = 'RetryFulfilment';
}
export class SkipFulfilmentStep extends DomainCommand<Fulfilment, Reason> {
  readonly type = 'SkipFulfilmentStep';
}
export class CompensateFulfilment extends DomainCommand<Fulfilment, Reason> {
  readonly type = 'CompensateFulfilment';
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
] as const;
export type FulfilmentCommand = InstanceType<(typeof fulfilmentCommands)[number]>;
