import type { ExplainedNumber, InventoryEvent, OpenHold } from '#contracts';
import type { Recorded } from '#eventing';
import { levels, noStock, total, type StockState } from './stock.state.js';

/** An event with the stock before and after it. */
export interface Step {
  readonly event: Recorded<InventoryEvent>;
  readonly before: StockState;
  readonly after: StockState;
}

type Name = keyof ReturnType<typeof levels>;
type Kind = InventoryEvent['type'];

const NAMES: Readonly<Record<Name, string>> = {
  onHand: 'on hand',
  reserved: 'reserved',
  available: 'available',
  incoming: 'incoming',
  shipped: 'shipped',
  writtenOff: 'written off',
  safetyStock: 'safety stock',
};

const KINDS: Readonly<Record<Kind, string>> = {
  StockReceived: 'received',
  StockExpected: 'expected',
  StockAdjusted: 'adjusted',
  StockCounted: 'counted',
  StockTransferred: 'transferred',
  StockWrittenOff: 'written off',
  SafetyStockSet: 'set',
  StockReserved: 'reserved',
  StockReleased: 'released',
  StockReservationVoided: 'voided',
  StockShipped: 'shipped',
  StockReturned: 'returned',
};

/** Why the numbers of a stock are what they are: fed with its whole stream, it says what each is the sum of. */
export class Explanation {
  private state = noStock;
  private readonly parts = new Map<Name, Map<Kind, number>>();
  /** When each open reservation was made. */
  private readonly since = new Map<string, string>();

  take({ event, before, after }: Step): void {
    const [was, is] = [levels(before), levels(after)];
    for (const name of Object.keys(NAMES) as Name[]) this.add(name, event.type, is[name] - was[name]);
    if ('reservationId' in event.data) {
      const { reservationId } = event.data;
      if (event.type === 'StockReserved') this.since.set(reservationId, event.metadata.at);
      else if (after.reservations.get(reservationId)?.status !== 'open') this.since.delete(reservationId);
    }
    this.state = after;
  }

  numbers(): ExplainedNumber[] {
    const values = levels(this.state);
    const { onHand, reserved, safetyStock } = values;
    return (Object.keys(NAMES) as Name[]).map((name) => {
      const parts = [...(this.parts.get(name) ?? [])].filter(([, sum]) => sum !== 0);
      const terms: [string, number][] =
        name === 'available'
          ? [
              [NAMES.onHand, onHand],
              [NAMES.reserved, -reserved],
              [NAMES.safetyStock, -safetyStock],
            ]
          : parts.map(([kind, sum]) => [KINDS[kind], sum]);
      const value = Math.max(0, values[name]);
      const floor = values[name] < 0 ? ', never below 0' : '';
      return {
        name,
        value,
        formula: `${NAMES[name]} ${value} = ${inWords(terms)}${floor}`,
        parts: Object.fromEntries(parts),
      };
    });
  }

  /** Oldest first. */
  holds(): OpenHold[] {
    return [...this.since].flatMap(([reservationId, since]) => {
      const hold = this.state.reservations.get(reservationId);
      if (hold?.status !== 'open') return [];
      return [{ reservationId, orderId: hold.orderId, quantity: total(hold.open), since }];
    });
  }

  private add(name: Name, kind: Kind, change: number): void {
    const ofName = this.parts.get(name) ?? new Map<Kind, number>();
    this.parts.set(name, ofName.set(kind, (ofName.get(kind) ?? 0) + change));
  }
}

/** `received 20 − shipped 8`. */
function inWords(terms: readonly (readonly [string, number])[]): string {
  const words = terms.map(([name, sum], i) => {
    const sign = i === 0 ? (sum < 0 ? '−' : '') : sum <= 0 ? ' − ' : ' + ';
    return `${sign}${name} ${Math.abs(sum)}`;
  });
  return words.join('') || '0';
}
