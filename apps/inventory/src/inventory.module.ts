import { Module } from '@nestjs/common';
import { commandHandlers, provideReadSide } from '#eventing';
import { inventoryReadSide } from './inventory.read-side.js';
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
    provideReadSide(inventoryReadSide),
    StockReservations,
    StockLedger,
  ],
})
export class InventoryModule {}
