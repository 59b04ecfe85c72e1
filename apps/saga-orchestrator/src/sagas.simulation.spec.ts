import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { World, type Fate, type Scenario } from './sagas.simulation.js';

const scenarios: fc.Arbitrary<Scenario> = fc.record({
  method: fc.constantFrom('test' as const, 'test' as const, 'test' as const, 'manual' as const, 'none' as const),
  capture: fc.constantFrom('onConfirm' as const, 'onConfirm' as const, 'onShipment' as const, 'manual' as const),
  goods: fc.boolean(),
  inStock: fc.integer({ min: 0, max: 5 }).map((n) => n > 0),
  declines: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
  slow: fc.boolean(),
  staleAnswers: fc.boolean(),
});

type Happening = (world: World) => Promise<boolean>;
const fates: fc.Arbitrary<Fate> = fc.constantFrom('answered', 'answered', 'answered', 'requestLost', 'answerLost');
const n = fc.nat({ max: 5 });
const happenings: fc.Arbitrary<{ readonly name: string; readonly fate: Fate; readonly run: Happening }> = fc
  .tuple(
    fc.oneof(
      { weight: 12, arbitrary: fc.tuple(fc.constant('deliver'), n, n) },
      { weight: 3, arbitrary: fc.tuple(fc.constant('again'), n, n) },
      { weight: 2, arbitrary: fc.tuple(fc.constantFrom('timer', 'decide'), n, n) },
      {
        weight: 1,
        arbitrary: fc.tuple(
          fc.constantFrom('retry', 'compensate', 'buyer', 'cancel', 'ship', 'return', 'goodwill'),
          n,
          n,
        ),
      },
    ),
    fates,
  )
  .map(([[name, i, j], fate]) => {
    const runs: Record<string, Happening> = {
      deliver: (world) => world.deliver(i),
      again: (world) => world.deliver(i, j),
      timer: (world) => world.timer(i),
      decide: (world) => world.decide(),
      retry: (world) => world.operator('retry'),
      compensate: (world) => world.operator('compensate'),
      buyer: (world) => world.cancel(),
      cancel: (world) => world.cancel(i),
      ship: (world) => world.ship(j ? i : undefined),
      return: (world) => world.takeBack(i),
      goodwill: (world) => world.refundByHand(),
    };
    return {
      name: `${name} ${i} ${j}`,
      fate,
      run: runs[name] as Happening,
      toString: () => `${name} ${i} ${j} ${fate}`,
    };
  });

/** What is never allowed, at no moment. */
function always({ payment, held }: World): void {
  expect(payment.captured).toBeLessThanOrEqual(75);
  expect(payment.captured).toBeLessThanOrEqual(payment.authorised);
  expect(payment.refunded).toBeLessThanOrEqual(payment.captured);
  for (const left of held.values()) expect(left).toBeGreaterThanOrEqual(0);
}

/** What must be so when nothing moves any more and nobody has to look at it. */
function atRest(world: World): void {
  const { order, payment, scenario } = world;
  const ours = payment.captured - payment.refunded;
  const isConfirmed = order.status === 'confirmed';
  expect(order.status).not.toBe('placed');
  expect([...world.held.values()].reduce((sum, quantity) => sum + quantity, 0)).toBe(world.promised());
  const due = isConfirmed ? order.due : 0;
  expect(ours).toBeLessThanOrEqual(due);
  if (!isConfirmed || due === 0) expect(['authorised', 'pending']).not.toContain(payment.status);
  if (isConfirmed && scenario.method === 'test' && scenario.capture === 'onConfirm') {
    expect(ours).toBeGreaterThanOrEqual(due - world.goodwill);
  }
  if (isConfirmed && scenario.method === 'test' && scenario.capture === 'onShipment') {
    const returned = 75 - order.cancelled - order.due;
    expect(ours).toBeGreaterThanOrEqual(order.shippedAmount - returned - world.goodwill);
    expect(payment.captured).toBeLessThanOrEqual(order.shippedAmount);
  }
}

describe('the sagas, whatever happens', () => {
  beforeAll(() => Logger.overrideLogger(false));

  it('keep money and stock in step with the order', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, fc.array(happenings, { maxLength: 60 }), async (scenario, schedule) => {
        const world = await World.with(scenario);
        for (const { fate, run } of schedule) {
          world.fate = fate;
          await run(world);
          always(world);
        }
        await world.settle();
        for (let round = 0; round < 5 && (await world.operator('retry')); round++) await world.settle();
        always(world);
        expect((await world.steps()).map(({ step }) => step.failure)).toEqual([]);
        atRest(world);
      }),
      { numRuns: Number(process.env['FC_RUNS'] ?? 400) },
    );
  });
});
