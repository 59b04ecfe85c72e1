import { CommandBus } from '@nestjs/cqrs';
import {
  InventoryService,
  type AdjustStockRequest,
  type AdjustStockResponse,
  type CountStockRequest,
  type CountStockResponse,
  type ExpectStockRequest,
  type ExpectStockResponse,
  type ExplainStockRequest,
  type ExplainStockResponse,
  type GetStockLedgerRequest,
  type GetStockLedgerResponse,
  type GetStockRequest,
  type GetStockResponse,
  type ListStockRequest,
  type ListStockResponse,
  type ReceiveStockRequest,
  type ReceiveStockResponse,
  type ReleaseStockRequest,
  type ReleaseStockResponse,
  type ReserveStockRequest,
  type ReserveStockResponse,
  type ReturnStockRequest,
  type ReturnStockResponse,
  type SetSafetyStockRequest,
  type SetSafetyStockResponse,
  type ShipStockRequest,
  type ShipStockResponse,
  type TransferStockRequest,
  type TransferStockResponse,
  type WriteOffStockRequest,
  type WriteOffStockResponse,
} from '#contracts';
import { Aggregates, AppError, listRows, metaFor, pageOf, ReadYourWrites, sortOf, type DomainCommand } from '#eventing';
import { ReadModel } from '#ports';
import { GrpcService } from '#runtime';
import { StockLevelRow, stockLevelRows } from './stock-level.projection.js';
import {
  AdjustStock,
  CountStock,
  ExpectStock,
  MAIN,
  ReceiveStock,
  SetSafetyStock,
  stock,
  TransferStock,
  WriteOffStock,
} from './stock.decider.js';
import { StockLedger } from './stock.ledger.js';
import { StockReservations } from './stock.reservations.js';
import { at, type StockState } from './stock.state.js';
import { stockOfRow, stockView } from './stock.view.js';

@GrpcService(InventoryService)
export class StockGrpc extends InventoryService {
  constructor(
    private readonly commands: CommandBus,
    private readonly aggregates: Aggregates,
    private readonly reservations: StockReservations,
    private readonly ledger: StockLedger,
    private readonly writes: ReadYourWrites,
    private readonly readModel: ReadModel,
  ) {
    super();
  }

  /** From the aggregate, which shows every write that was answered. */
  async getStock({ sku }: GetStockRequest): Promise<GetStockResponse> {
    return { stock: stockView(sku, await this.aggregates.load(stock, sku)) };
  }

  async listStock(request: ListStockRequest): Promise<ListStockResponse> {
    const { skus = [], below, minPosition } = request;
    const asked = sortOf(request.sort, ['sku', 'available', 'updatedAt'], 'sku');
    const page = pageOf(request, 'stock', [asked.field === 'available' ? 'number' : 'string', 'string'], asked);
    await this.writes.reached(stockLevelRows, minPosition);
    const sort = { ...asked, field: asked.field === 'sku' ? 'id' : asked.field };
    const listed = await listRows(this.readModel.manager, StockLevelRow, page, sort, (query) => {
      if (skus.length) query.andWhere('row.id IN (:...skus)', { skus });
      if (below !== undefined) query.andWhere('row.available < :below', { below });
    });
    return { ...listed, items: listed.items.map(stockOfRow) };
  }

  async receiveStock(request: ReceiveStockRequest): Promise<ReceiveStockResponse> {
    const { location, quantity, reference } = request.receipt;
    const data = { location, quantity, reference, occurredAt: request.occurredAt };
    return this.answer(new ReceiveStock(request.sku, data, meta('ReceiveStock', request)));
  }

  async expectStock(request: ExpectStockRequest): Promise<ExpectStockResponse> {
    const { quantity, reference } = request.delivery;
    return this.answer(new ExpectStock(request.sku, { quantity, reference }, meta('ExpectStock', request)));
  }

  async adjustStock(request: AdjustStockRequest): Promise<AdjustStockResponse> {
    const { location, quantity, reason, changeFromQuantity } = request.adjustment;
    const data = { location, quantity, reason, changeFromQuantity, occurredAt: request.occurredAt };
    return this.answer(new AdjustStock(request.sku, data, meta('AdjustStock', request)));
  }

  async countStock(request: CountStockRequest): Promise<CountStockResponse> {
    const { counted, location, asOf } = request.count;
    const then = asOf === undefined ? undefined : await this.onHandAt(request.sku, location, asOf);
    return this.answer(new CountStock(request.sku, { counted, location, asOf: then }, meta('CountStock', request)));
  }

  async transferStock(request: TransferStockRequest): Promise<TransferStockResponse> {
    const { from, to, quantity } = request.transfer;
    return this.answer(new TransferStock(request.sku, { from, to, quantity }, meta('TransferStock', request)));
  }

  async writeOffStock(request: WriteOffStockRequest): Promise<WriteOffStockResponse> {
    const { location, quantity, reason } = request.writeOff;
    return this.answer(new WriteOffStock(request.sku, { location, quantity, reason }, meta('WriteOffStock', request)));
  }

  async setSafetyStock(request: SetSafetyStockRequest): Promise<SetSafetyStockResponse> {
    const { quantity } = request.safetyStock;
    return this.answer(new SetSafetyStock(request.sku, { quantity }, meta('SetSafetyStock', request)));
  }

  getStockLedger(request: GetStockLedgerRequest): Promise<GetStockLedgerResponse> {
    return this.ledger.page(request);
  }

  explainStock({ sku }: ExplainStockRequest): Promise<ExplainStockResponse> {
    return this.ledger.explain(sku);
  }

  reserveStock(request: ReserveStockRequest): Promise<ReserveStockResponse> {
    return this.reservations.reserve(request);
  }

  releaseStock(request: ReleaseStockRequest): Promise<ReleaseStockResponse> {
    return this.reservations.release(request);
  }

  shipStock(request: ShipStockRequest): Promise<ShipStockResponse> {
    return this.reservations.ship(request);
  }

  returnStock(request: ReturnStockRequest): Promise<ReturnStockResponse> {
    return this.reservations.takeBack(request);
  }

  /** Of the past, which no longer changes: a later revision than the stream has is refused here. */
  private async onHandAt(sku: string, location = MAIN, asOf: number) {
    const { state, revision } = await this.aggregates.loadAsOf(stock, sku, String(asOf));
    if (revision === asOf) return { revision, onHand: at(state.locations, location).onHand ?? 0 };
    const message = `must be a revision of this stock; the last one is ${revision}`;
    throw new AppError('invalid', 'VALIDATION_FAILED', `asOf ${message}.`, [{ pointer: '/asOf', message }]);
  }

  private async answer(command: DomainCommand<StockState, object>) {
    const handled = await this.commands.execute(command);
    const { revision, position, replayed } = handled;
    return { stock: stockView(command.id, handled), revision, position, replayed };
  }
}

const meta = (route: string, request: { readonly commandId: string; readonly expectedRevision?: number }) =>
  metaFor(route, request.commandId, request.expectedRevision);
