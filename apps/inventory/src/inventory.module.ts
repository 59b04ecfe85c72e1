import { Module } from '@nestjs/common';
import { commandHandlers, readSide } from '#eventing';
import { inventoryMigrations } from './inventory.migrations.js';
import { stockLevelRows } from './stock-level.projection.js';
import {
  AdjustStock,
  CountStock,
  ExpectStock,
  ReceiveStock,
  ReleaseStock,
  ReserveStock,
  ReturnStock,
  SetSafetyStock,
  ShipStock,
  stock,
  TransferStock,
  VoidReservation,
  WriteOffStock,
} from './stock.decider.js';
import { StockGrpc } from './stock.grpc.js';
import { StockLedger } from './stock.ledger.js';
import { StockReservations } from './stock.reservations.js';

@Module({
  controllers: [StockGrpc],
  providers: [
    ...commandHandlers(stock, [ReceiveStock, ExpectStock, AdjustStock, CountStock, TransferStock, WriteOffStock]),
    ...commandHandlers(stock, [SetSafetyStock, ReserveStock, ReleaseStock, VoidReservation, ShipStock, ReturnStock]),
    readSide({ projections: [stockLevelRows], migrations: inventoryMigrations }),
    StockReservations,
    StockLedger,
  ],
})
export class InventoryModule {}
