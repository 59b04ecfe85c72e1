import type { CommandBus } from '@nestjs/cqrs';
import { MemoryEventStore, MemorySnapshotStore } from '#adapters';
import type { PaymentService } from '#contracts';
import { Aggregates, metaFor } from '#eventing';
import { inContext } from '#ports';
import { AskingReactor } from './asking.reactor.js';
import { Calls, type Answer } from './calls.js';
import {
  HearLinesCancelled,
  HearOrderConfirmed,
  HearOrderPlaced,
  HearPayment,
  HearStockReserved,
  HearTimer,
  type CheckoutCommand,
} from './checkout.commands.saga.js';
import { checkout } from './checkout.saga.js';
import { HearPartCancelled, OpenFulfilment, type FulfilmentCommand } from './fulfilment.commands.saga.js';
import { fulfilment } from './fulfilment.saga.js';
import { Fulfilments } from './fulfilments.js';
import type { Standing, Step, Terms } from './steps.saga.js';

const terms: Terms = {
  orderId: 'o1',
  paymentId: 'p1',
  currency: 'GBP',
  total: 4_000,
  lines: [{ lineId: '1', sku: 'POT', quantity: 1, goods: true }],
  method: 'test',
  capture: 'onConfirm',
};
const meta = () => metaFor('answer', undefined);
const placed = new HearOrderPlaced('o1', terms, meta());
const reserved = new HearStockReserved('o1', { events: [{ sku: 'POT', revision: 7 }] }, meta());
const standing: Standing = { status: 'authorised', authorised: 4_000, captured: 0, refunded: 0, revision: 1 };
const authorised = new HearPayment('o1', { standing, undecided: false, step: 'authorise', attempt: 1 }, meta());
const early = { cancellationId: 'c1', lines: [{ lineId: '1', quantity: 1 }], amount: 1_000 };
const confirmed = new HearOrderConfirmed('o1', {}, meta());

describe('an event of a saga that the feed brings', () => {
  /** A log that other processes write, too. */
  const log = () => Object.defineProperty(new MemoryEventStore(), 'ordered', { value: false });

  /** One of several orchestrators over a log; what it sends is never answered, unless it is told how. */
  function orchestrator(store: MemoryEventStore, answer: () => Answer | undefined = () => undefined) {
    const aggregates = new Aggregates(store, new MemorySnapshotStore(store));
    const sent: string[] = [];
    const calls = {
      ask: async (_: string, __: string, { id, attempt }: Step) => {
        sent.push(`${id}/${attempt}`);
        return answer();
      },
      recordPayment: async (_: string, __: string, { status }: Standing) => void sent.push(status),
    } as unknown as Calls;
    const execute = (command: CheckoutCommand | FulfilmentCommand) =>
      command instanceof OpenFulfilment || command instanceof HearPartCancelled
        ? aggregates.handle(fulfilment, command)
        : aggregates.handle(checkout, command as CheckoutCommand);
    const bus = { execute } as unknown as CommandBus;
    const reactor = new AskingReactor(bus, calls, new Fulfilments(bus, aggregates), aggregates);
    const hear = async (...commands: CheckoutCommand[]) => {
      for (const command of commands) await execute(command);
    };
    /** What the log has of the saga, from a revision on. */
    const bring = async (from = 0) => {
      for (const event of await store.read('checkout-o1', { from })) await reactor.react(event);
    };
    return { sent, hear, bring };
  }

  it('asks nothing that another replica has asked and heard the answer of', async () => {
    const store = log();
    await orchestrator(store).hear(placed, reserved, authorised, confirmed);
    const other = orchestrator(store);
    await other.bring();
    // Of the authorisation the order was told as it was confirmed.
    expect(other.sent).toEqual(['capture/1']);
  });

  it('asks what its saga still waits for, where nobody else may have', async () => {
    const store = log();
    await orchestrator(store).hear(placed);
    const other = orchestrator(store);
    await other.bring();
    expect(other.sent).toEqual(['reserve/1']);
  });

  it('looks at the log again where that is further than this process knows', async () => {
    const store = log();
    const one = orchestrator(store);
    const other = orchestrator(store);
    await one.hear(placed);
    await other.bring();
    await one.hear(reserved);
    await other.bring(1);
    expect(other.sent).toEqual(['reserve/1', 'authorise/1']);
  });

  it('leaves a request alone that has been repeated since', async () => {
    const store = log();
    await orchestrator(store).hear(placed, new HearTimer('o1', { step: 'reserve', attempt: 1 }, meta()));
    const other = orchestrator(store);
    await other.bring();
    expect(other.sent).toEqual(['reserve/2']);
  });

  it.each<[string, CheckoutCommand[], () => Answer | undefined, string, string]>([
    [
      'tells the answer',
      [placed],
      () => ({ of: 'stock', events: [{ sku: 'POT', revision: 7 }] }),
      'checkout-o1',
      'CheckoutStockReserved',
    ],
    [
      'hands over what was cancelled early',
      [placed, reserved, authorised, new HearLinesCancelled('o1', early, meta()), confirmed],
      () => undefined,
      'fulfilment-o1',
      'FulfilmentLinesCancelled',
    ],
  ])('%s, however long the request waited for its turn', async (_, commands, answer, stream, type) => {
    const store = log();
    await orchestrator(store).hear(...commands);
    const context = { principal: 'test', correlationId: 'c', deadline: Infinity };
    const other = orchestrator(store, () => {
      context.deadline = 0;
      return answer();
    });
    await inContext(context, () => other.bring(commands.length - 1));
    expect((await store.read(stream)).map((event) => event.type)).toContain(type);
  });
});

describe('the answer to a request for money', () => {
  it.each([
    [false, 3],
    [true, 7],
  ])('is how the payment stands, not how it stood when a repeat was answered first: %p', async (replayed, revision) => {
    const payments = {
      capturePayment: async () => ({ payment: { id: 'p1', revision: 3 }, replayed }),
      getPayment: async () => ({ payment: { id: 'p1', revision: 7 } }),
    } as unknown as PaymentService;
    const calls = new Calls({} as never, payments, {} as never);
    const ask = { name: 'capturePayment', paymentId: 'p1', amount: 5, goal: 5 } as const;
    const step = { id: 'capture', ask, group: 1, attempt: 1, last: 5, dueAt: '' } as unknown as Step;
    expect(await calls.ask('checkout-o1', 'o1', step)).toMatchObject({ heard: { standing: { revision } } });
  });
});
