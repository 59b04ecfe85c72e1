import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { World } from '../../../test/saga-world.js';
import { checkout } from './checkout.saga.js';
import type { Fate, Scenario } from '../../../test/saga-surroundings.js';

const scenarios: fc.Arbitrary<Scenario> = fc.record({
  method: fc.constantFrom('test' as const, 'test' as const, 'external' as const, 'manual' as const, 'none' as const),
  capture: fc.constantFrom('onConfirm' as const, 'onConfirm' as const, 'onShipment' as const, 'manual' as const),
  goods: fc.boolean(),
  inStock: fc.integer({ min: 0, max: 5 }).map((n) => n > 0),
  declines: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
  slow: fc.boolean(),
  staleAnswers: fc.boolean(),
});

const HAPPENINGS = {
  deliver: (world, i) => world.deliver(i),
  again: (world, i, j) => world.deliver(i, j),
  timer: (world, i) => world.timer(i),
  decide: (world) => world.decide(),
  retry: (world) => world.operator('retry'),
  compensate: (world) => world.operator('compensate'),
  cancelAll: (world) => world.cancel(),
  cancelSome: (world, i) => world.cancel(i),
  shipAll: (world) => world.ship(),
  shipSome: (world, i) => world.ship(i),
  takeBack: (world, i) => world.takeBack(i),
  goodwill: (world) => world.refundByHand(),
  captureByHand: (world) => world.captureByHand(),
  giveUp: (world, i) => world.giveUp(i),
} satisfies Record<string, (world: World, i: number, j: number) => Promise<boolean>>;

const happeningsOf = (weights: Readonly<Record<keyof typeof HAPPENINGS, number>>) =>
  fc.array(
    fc.tuple(
      fc.oneof(
        ...Object.entries(weights).map(([name, weight]) => ({
          weight,
          arbitrary: fc.constant(name as keyof typeof HAPPENINGS),
        })),
      ),
      fc.nat({ max: 5 }),
      fc.nat({ max: 5 }),
      fc.constantFrom<Fate>('answered', 'answered', 'answered', 'requestLost', 'answerLost'),
    ),
    { maxLength: 40 },
  );

const machinery = { deliver: 24, again: 6, timer: 5, decide: 4, retry: 2 };
/** While the checkout runs. */
const early = happeningsOf({
  ...machinery,
  compensate: 1,
  cancelAll: 2,
  cancelSome: 1,
  shipAll: 1,
  shipSome: 1,
  takeBack: 0,
  goodwill: 0,
  captureByHand: 1,
  giveUp: 3,
});
/** When the order has had time to be confirmed. */
const late = happeningsOf({
  ...machinery,
  compensate: 1,
  cancelAll: 1,
  cancelSome: 3,
  shipAll: 1,
  shipSome: 4,
  takeBack: 4,
  goodwill: 2,
  captureByHand: 1,
  giveUp: 1,
});

const takesMoney = ({ method }: Scenario) => method === 'test' || method === 'external';

/** What is never allowed, at no moment. */
function always({ payment, held }: World): void {
  expect(payment.captured).toBeLessThanOrEqual(75);
  expect(payment.captured + payment.held).toBeLessThanOrEqual(payment.authorised);
  expect(payment.refunded).toBeLessThanOrEqual(payment.captured);
  for (const left of held.values()) expect(left).toBeGreaterThanOrEqual(0);
}

/** What must be so when nothing moves any more and nobody has to look at it. */
function atRest(world: World): void {
  const { order, payment, told } = world;
  const [least, most] = oursWithin(world);
  // Only as long as something may still be captured.
  const isOpen = payment.captured < 75 - order.cancelled && payment.captured - payment.refunded < order.due;
  const mayHold = order.status === 'confirmed' && isOpen;
  const isHeld = payment.held > 0 || payment.status === 'pending';
  const held = [...world.held.values()].reduce((sum, quantity) => sum + quantity, 0);
  expect(order.status).not.toBe('placed');
  expect(held).toBe(world.promised());
  expect(payment.captured - payment.refunded).toBeGreaterThanOrEqual(least);
  expect(payment.captured - payment.refunded).toBeLessThanOrEqual(most);
  const { status, authorised, captured, refunded } = payment;
  expect(told).toEqual({ status, authorised, captured, refunded });
  expect({ isHeld, mayHold }).not.toEqual({ isHeld: true, mayHold: false });
}

/** How much money must at least and may at most be ours. */
function oursWithin({ order, payment, scenario, goodwill }: World): readonly [number, number] {
  if (order.status !== 'confirmed') return [0, 0];
  if (!takesMoney(scenario) || scenario.capture === 'manual') return [0, order.due];
  const returned = 75 - order.cancelled - order.due;
  if (scenario.capture === 'onConfirm') return [order.due - goodwill, order.due];
  const most = Math.max(order.shippedAmount, payment.captured) - returned;
  return [order.shippedAmount - returned - goodwill, Math.min(order.due, most)];
}

/** What a checkout has heard changes nothing later, either: it may be answered without asking the log how far it is. */
async function staysHeard(world: World): Promise<void> {
  const checkouts = await world.checkouts();
  for (const command of world.toCheckout) {
    const since = checkouts.findIndex((state) => checkout.hasHeard!(command, state));
    if (since < 0) continue;
    expect(checkouts.slice(since).flatMap((state) => checkout.decide(command, state))).toEqual([]);
  }
}

describe('the sagas, whatever happens', () => {
  beforeAll(() => Logger.overrideLogger(false));

  it('keep money and stock in step with the order', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, early, fc.boolean(), late, async (scenario, before, settled, after) => {
        const world = await World.with(scenario);
        const run = async (happenings: typeof before) => {
          for (const [name, i, j, fate] of happenings) {
            world.fate = fate;
            await HAPPENINGS[name](world, i, j);
            always(world);
          }
        };
        await run(before);
        if (settled) await world.settle();
        await run(after);
        await world.settle();
        for (let round = 0; round < 5 && (await world.operator('retry')); round++) await world.settle();
        always(world);
        expect((await world.steps()).map(({ step }) => step.failure)).toEqual([]);
        atRest(world);
        await staysHeard(world);
      }),
      { numRuns: Number(process.env['FC_RUNS'] ?? 300) },
    );
  });
});
