import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Order } from '#contracts';
import { importFile } from '../../../apps/importer/src/import.js';
import { temporaryFolder } from '../../temporary-folder.js';
import { until } from '../../until.js';
import { story } from '../shop.js';

const FILE = `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
5001,10001,LAMP,6,2010-12-01 08:26:00,2.55,7,France
5001,10001,LAMP,1,2010-12-01 08:26:00,2.10,7,France
5001,POST,POSTAGE,1,2010-12-01 08:26:00,18,7,France
5002,10001a,CUP,80995,2010-12-01 08:27:00,0.42,8,EIRE
C5003,10001,LAMP,-2,2010-12-03 09:00:00,2.55,7,France
C5003,POST,POSTAGE,-1,2010-12-03 09:00:00,18,7,France
5004,10001,damages,-3,2010-12-01 10:00:00,0,,France
5005,10001,LAMP,1,2010-12-01 10:01:00,0,,France
A5006,B,Adjust bad debt,1,2010-12-01 10:02:00,-11062.06,,France
`;

export const imports = story('A merchant who brings the orders of another system', (shop) => {
  const at = temporaryFolder();
  beforeEach(() => writeFileSync(at('year.csv'), FILE));

  async function run() {
    const files = ['--quarantine', at('quarantine.csv'), '--state', at('state')];
    const write = () => true;
    return importFile([at('year.csv'), '--url', shop.url, ...files], { out: { write }, err: { write } });
  }

  const get = async <T>(path: string) => (await shop.rest.get<T>(`/v1/${path}`)).body;
  const order = async (invoice: string) => (await get<{ items: Order[] }>(`orders?externalId=${invoice}`)).items[0]!;

  /** What was returned is refunded and back on the shelf, and nothing else is under way. */
  const settled = async () => {
    await until(async () => (await order('5001')).payment.refunded > 0 && (await shop.stockOf('10001')).onHand === 2);
    await shop.settled();
  };

  it('has orders that were placed, paid, shipped and completed, with stock and returns as history has them', async () => {
    expect(await run()).toBe(0);
    await settled();
    expect(await order('5001')).toMatchObject({
      status: 'completed',
      customerId: '7',
      placedAt: '2010-12-01T08:26:00.000Z',
      metadata: { country: 'France' },
      totals: { total: { amount: 6 * 255 + 210 + 1800, currency: 'GBP' } },
      payment: { method: 'external', reference: '5001', captured: 3540, refunded: 2310 },
      lines: [
        { id: '1', sku: '10001', quantity: 6, unitPrice: { amount: 255 }, shipped: 6, returned: 2 },
        { id: '2', sku: '10001', quantity: 1, unitPrice: { amount: 210 }, shipped: 1, returned: 0 },
        { id: '3', sku: 'POST', kind: 'service', quantity: 1, unitPrice: { amount: 1800 }, returned: 1 },
      ],
      fulfilment: { returns: [{ reason: 'C5003', status: 'received', receivedAt: '2010-12-03T09:00:00.000Z' }] },
    });
    expect(await order('5005')).toMatchObject({
      status: 'completed',
      payment: { captured: 0 },
      totals: { total: { amount: 0 } },
    });
    expect(await shop.stockOf('10001')).toMatchObject({ onHand: 2, reserved: 0, available: 2 });
    expect(await shop.stockOf('10001a')).toMatchObject({ onHand: 0, shipped: 80_995 });
    expect(readFileSync(at('quarantine.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(2);
  });

  it('changes nothing by sending all of it again', async () => {
    expect(await run()).toBe(0);
    await settled();
    const before = await shop.head();
    rmSync(at('state'));
    expect(await run()).toBe(0);
    expect(await shop.head()).toBe(before);
  });
});
