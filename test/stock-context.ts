import type { TestingModule } from '@nestjs/testing';
import { MemoryEventStore } from '#adapters';
import { InventoryModule } from '../apps/inventory/src/inventory.module.js';
import { StockGrpc } from '../apps/inventory/src/stock.grpc.js';
import { startContext, stopContext } from './context-app.js';
import { temporaryFolder } from './temporary-folder.js';

const linesOf = (quantities: Record<string, number>) =>
  Object.entries(quantities).map(([sku, quantity]) => ({ sku, quantity }));

/** The inventory over an empty log in memory, anew for each test, and what the tests ask of it. */
export function stockContext() {
  const file = temporaryFolder();
  const context = {} as { app: TestingModule; stocks: StockGrpc; store: MemoryEventStore };

  async function start(store: MemoryEventStore) {
    const app = await startContext({ module: InventoryModule, store, file });
    Object.assign(context, { app, stocks: app.get(StockGrpc), store });
  }
  beforeEach(() => start(new MemoryEventStore()));
  afterEach(() => stopContext(context.app));

  let keys = 0;
  const commandId = () => `k${++keys}`;
  const levelOf = async (sku: string) => {
    const { onHand, reserved, available, shipped, writtenOff } = (await context.stocks.getStock({ sku })).stock;
    return { onHand, reserved, available, shipped, writtenOff };
  };
  /** The same context over another log, in place of the present one. */
  const restart = async (log: MemoryEventStore) => {
    await stopContext(context.app);
    await start(log);
  };
  return {
    context,
    commandId,
    levelOf,
    restart,
    receive: (sku: string, quantity: number, location?: string) =>
      context.stocks.receiveStock({ commandId: commandId(), sku, receipt: { quantity, location } }),
    reserve: (reservationId: string, lines: Record<string, number>) =>
      context.stocks.reserveStock({ reservationId, orderId: `order of ${reservationId}`, lines: linesOf(lines) }),
    release: (reservationId: string, lines: Record<string, number>, releaseId?: string) =>
      context.stocks.releaseStock({ reservationId, releaseId, lines: linesOf(lines) }),
    ship: (reservationId: string, shipmentId: string, lines: Record<string, number>) =>
      context.stocks.shipStock({ reservationId, shipmentId, lines: linesOf(lines) }),
  };
}
