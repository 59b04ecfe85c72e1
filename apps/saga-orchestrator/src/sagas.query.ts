import { Injectable } from '@nestjs/common';
import type { ListSagasRequest, ListSagasResponse } from '#contracts';
import { pageOf, pageTokenOf, ReadYourWrites, sortOf } from '#eventing';
import { ReadModel } from '#ports';
import { CheckoutRow, checkoutView, FulfilmentRow, fulfilmentView, type SagaRow } from './saga-view.projection.js';
import { sagaListed, type Kind } from './saga.view.js';

const TABLES = [
  { kind: 'checkout', entity: CheckoutRow },
  { kind: 'fulfilment', entity: FulfilmentRow },
] as const;

interface Found {
  readonly kind: Kind;
  readonly row: SagaRow;
}

/** Lists the sagas of both kinds as one: sorted by a time, then by order, then by kind. */
@Injectable()
export class SagasQuery {
  constructor(
    private readonly writes: ReadYourWrites,
    private readonly readModel: ReadModel,
  ) {}

  async list(request: ListSagasRequest): Promise<ListSagasResponse> {
    await this.writes.reached(checkoutView, request.minPosition);
    await this.writes.reached(fulfilmentView, request.minPosition);
    const sort = sortOf<'startedAt' | 'updatedAt'>(request.sort, ['startedAt', 'updatedAt'], '-updatedAt');
    const { field, descending } = sort;
    const asked = pageOf(request, 'sagas', ['string', 'string', 'string'], sort);
    const { size, offset, after } = asked;
    const [direction, beyond] = descending ? (['DESC', '<'] as const) : (['ASC', '>'] as const);
    const found: Found[] = [];
    let totalCount = 0;
    for (const { kind, entity } of TABLES) {
      const query = this.readModel.manager.createQueryBuilder<SagaRow>(entity, 'row');
      const { state, order, olderThan } = request;
      if (state) query.andWhere('row.state = :state', { state });
      if (order) query.andWhere('row.id = :order', { order });
      if (olderThan) query.andWhere('row.updatedAt < :than', { than: new Date(olderThan).toISOString() });
      totalCount += await query.getCount();
      if (after) {
        const [value, id, last] = after;
        // Of one order at one moment, the kind tells which came first.
        const isBehind = descending ? kind < (last as Kind) : kind > (last as Kind);
        query.andWhere(
          `(row.${field} ${beyond} :value OR (row.${field} = :value AND row.id ${beyond}${isBehind ? '=' : ''} :id))`,
          { value, id },
        );
      }
      query.orderBy(`row.${field}`, direction).addOrderBy('row.id', direction);
      for (const row of await query.take(offset + size + 1).getMany()) found.push({ kind, row });
    }
    const keyOf = ({ kind, row }: Found) => `${row[field]} ${row.id} ${kind}`;
    found.sort((a, b) => (keyOf(a) < keyOf(b) === descending ? 1 : -1));
    const page = found.slice(offset, offset + size);
    const last = page.at(-1);
    return {
      items: page.map(({ kind, row }) => sagaListed(kind, row)),
      totalCount,
      ...(last &&
        found.length > offset + size && {
          nextPageToken: pageTokenOf(asked, [last.row[field], last.row.id, last.kind]),
        }),
    };
  }
}
