import type { Audit } from '#audit';
import type { ParkedEvents, ReadSideKeeper } from '#eventing';
import { AdminGrpc } from './admin.grpc.js';

const ids = ['order_summary/order-1', 'order_summary/order-2'];
const parked = {
  list: async (size: number, after = '') => ({
    items: ids
      .filter((id) => id > after)
      .map((id) => ({ id }))
      .slice(0, size),
    total: ids.length,
  }),
} as unknown as ParkedEvents;
const admin = new AdminGrpc({} as ReadSideKeeper, parked, {} as Audit);

describe('what is parked in a process', () => {
  it('goes on as long as there is more', async () => {
    const first = await admin.listParked({ pageSize: 1 });
    expect(first).toMatchObject({ items: [{ id: ids[0] }], totalCount: 2 });
    const last = await admin.listParked({ pageSize: 1, pageToken: first.nextPageToken! });
    expect(last).toEqual({ items: [{ id: ids[1] }], totalCount: 2 });
    expect(await admin.listParked({ pageSize: 2 })).not.toHaveProperty('nextPageToken');
  });
});
