import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { ImportRecord } from '#contracts';
import { ImportPlatform } from '../../../test/import-platform.js';
import { temporaryFolder } from '../../../test/temporary-folder.js';
import { importFile } from './import.js';
import { PACE } from './sender.js';

const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const ROWS = [
  '5001,10001,LAMP,6,2010-12-01 08:26:00,2.55,7,France',
  '5001,POST,POSTAGE,1,2010-12-01 08:26:00,18,7,France',
  '5002,10002,"CUP, RED",1000,2010-12-01 08:27:00,0.42,8,EIRE',
  'C5003,10001,LAMP,-2,2010-12-01 09:00:00,2.55,7,France',
  'C5004,10003,TRAY,-1,2010-12-01 09:01:00,5,7,France',
  '5005,10001,damages,-3,2010-12-01 10:00:00,0,,France',
  '5006,10001,LAMP,1,2010-12-01 10:01:00,0,,France',
  'A5007,B,Adjust bad debt,1,2010-12-01 10:02:00,-11062.06,,France',
  '5008,PADS,PADS,1,2010-12-01 10:03:00,0.001,7,France',
];
const MANY = Array.from({ length: 300 }, (_, i) => `6${i},10001,LAMP,1,2010-12-02 08:00:00,2.55,7,France`);

const at = temporaryFolder();
const QUICK = { ...PACE, attempts: 3, backoffMs: 1 };
let platform: ImportPlatform;
let url: string;

beforeEach(async () => {
  platform = new ImportPlatform();
  url = await platform.start();
});
afterEach(() => platform.stop());

function file(rows: readonly string[] = ROWS, header = HEADER): string {
  writeFileSync(at('year.csv'), `${[header, ...rows].join('\n')}\n`);
  return at('year.csv');
}

const options = () => ['--url', url, '--quarantine', at('quarantine.csv'), '--state', at('state')];

async function run(...args: string[]) {
  let out = '';
  let err = '';
  const streams = {
    out: { write: (text: string) => Boolean((out += text)) },
    err: { write: (text: string) => Boolean((err += text)) },
  };
  const code = await importFile([...options(), ...args], streams as never, QUICK);
  return { code, out, err };
}

const quarantine = () => readFileSync(at('quarantine.csv'), 'utf8').trimEnd().split('\n');

describe('An import', () => {
  it('brings every row to the platform or to quarantine, and reconciles them to the thousandth', async () => {
    const { code, out } = await run(file(), '--json');
    expect(code).toBe(0);
    const side = (lines: number, mills: number) => ({ lines, mills });
    expect(JSON.parse(out)).toMatchObject({
      reconciled: true,
      readable: true,
      kinds: {
        sale: { read: side(4, 453_301), imported: side(3, 453_300), quarantined: side(1, 1) },
        free: { read: side(1, 0), imported: side(1, 0), quarantined: side(0, 0) },
        cancellation: { read: side(2, -10_100), imported: side(1, -5_100), quarantined: side(1, -5_000) },
        adjustment: { read: side(1, 0), imported: side(1, 0), quarantined: side(0, 0) },
        other: { read: side(1, -11_062_060), imported: side(0, 0), quarantined: side(1, -11_062_060) },
      },
      total: { read: side(9, -10_618_859), imported: side(6, 448_200), quarantined: side(3, -11_067_059) },
      quarantine: {
        'it matches no earlier purchase of this customer': 1,
        'the invoice number is neither that of a sale (digits) nor of a cancellation (C and digits)': 1,
        'the price is finer than a hundredth': 1,
      },
      failures: [],
    });
    expect(quarantine()).toEqual([
      'line,reason,row',
      `6,"it matches no earlier purchase of this customer","${ROWS[4]}"`,
      `9,"the invoice number is neither that of a sale (digits) nor of a cancellation (C and digits)","${ROWS[7]}"`,
      `10,"the price is finer than a hundredth","${ROWS[8]}"`,
    ]);
  });

  it('tells the platform what the file says', async () => {
    await run(file());
    expect(platform.records('product').map(({ product }) => product)).toEqual([
      expect.objectContaining({ sku: '10001', kind: 'goods', name: 'LAMP', price: { amount: 255, currency: 'GBP' } }),
      expect.objectContaining({ sku: 'POST', kind: 'service', price: { amount: 1800, currency: 'GBP' } }),
      expect.objectContaining({ sku: '10002', name: 'CUP, RED', status: 'active' }),
    ]);
    const occurredAt = '2010-12-01T08:26:00.000Z';
    expect(platform.records('receipt').map(({ receipt }) => receipt)).toEqual([
      { sku: '10001', quantity: 10, reference: 'opening', occurredAt },
      { sku: '10002', quantity: 1000, reference: 'opening', occurredAt },
    ]);
    const orders = platform.records('order').map(({ order }) => order!);
    expect(orders[0]).toEqual({
      externalId: '5001',
      customerId: '7',
      lines: [
        { sku: '10001', quantity: 6, unitPrice: 255 },
        { sku: 'POST', quantity: 1, unitPrice: 1800 },
      ],
      payment: { method: 'external', reference: '5001' },
      metadata: { country: 'France' },
      placedAt: occurredAt,
      steps: [
        { step: 'ship', occurredAt },
        { step: 'complete', occurredAt },
      ],
    });
    expect(orders[2]).toMatchObject({ externalId: '5006', lines: [{ unitPrice: 0 }] });
    expect(orders[2]).not.toHaveProperty('payment');
    expect(orders[2]).not.toHaveProperty('customerId');
    expect(platform.records('adjustment').map(({ adjustment }) => adjustment)).toEqual([
      { sku: '10001', quantity: -3, reason: 'damages', occurredAt: '2010-12-01T10:00:00.000Z' },
    ]);
    expect(platform.records('return').map((record) => record.return)).toMatchObject([
      { lines: [{ lineId: '1', quantity: 2, disposition: 'restock' }], reason: 'C5003' },
    ]);
  });

  it('of the same content, plain or gzip, is the same import', async () => {
    await run(file());
    const before = [...platform.taken.keys()];
    writeFileSync(at('year.csv.gz'), gzipSync(readFileSync(at('year.csv'))));
    expect(await run(at('year.csv.gz'))).toMatchObject({ code: 0 });
    expect([...platform.taken.keys()]).toEqual(before);
    expect(platform.repeats).toBe(0);
  });

  it('without its state file sends everything again, and the platform knows it all', async () => {
    await run(file());
    const before = platform.taken.size;
    writeFileSync(at('state'), '');
    expect(await run(file())).toMatchObject({ code: 0 });
    expect([platform.taken.size, platform.repeats]).toEqual([before, before]);
  });

  it('says what it is about to do', async () => {
    const { err } = await run(file());
    expect(err).toContain('9 lines: 3 products, 3 orders, 1 returns, 1 adjustments, 3 lines in quarantine.');
  });

  it('dry, plans and writes the quarantine without a platform', async () => {
    await platform.stop();
    const { code, out } = await run(file(), '--dry-run');
    expect(code).toBe(0);
    expect(out).toContain('it matches no earlier purchase of this customer');
    expect(quarantine()).toHaveLength(4);
    expect(existsSync(at('state'))).toBe(false);
    await platform.start();
  });
});

describe('What the platform refuses', () => {
  const refuse = (thing: keyof ImportRecord, invoice?: string) => {
    platform.mishap = (record) =>
      record[thing] && (!invoice || record.order?.externalId === invoice) ? 'refused' : undefined;
  };

  it('goes to quarantine with its reason, and so does what takes it back', async () => {
    refuse('order', '5001');
    const { code } = await run(file());
    expect(code).toBe(0);
    expect(quarantine().slice(1, 4)).toEqual([
      `2,"the platform refused it: SKU_UNKNOWN: Not this one.","${ROWS[0]}"`,
      `3,"the platform refused it: SKU_UNKNOWN: Not this one.","${ROWS[1]}"`,
      `5,"the order 5001 that it takes back was refused","${ROWS[3]}"`,
    ]);
  });

  it('is a row whole, also when another of its orders was taken', async () => {
    const two = [
      '5001,10001,LAMP,1,2010-12-01 08:26:00,2.55,7,France',
      '5002,10001,LAMP,1,2010-12-01 08:27:00,2.55,7,France',
      'C5003,10001,LAMP,-2,2010-12-01 09:00:00,2.55,7,France',
    ];
    refuse('order', '5001');
    expect(await run(file(two))).toMatchObject({ code: 0 });
    expect(platform.records('return')).toEqual([]);
    expect(quarantine()).toHaveLength(3);
  });
});

describe('What does not come to an end', () => {
  it('is sent again, as often as it is worth it', async () => {
    const failures = new Map<string, number>();
    platform.mishap = ({ key }) => {
      failures.set(key, (failures.get(key) ?? 0) + 1);
      return failures.get(key)! < 3 ? 'failed' : undefined;
    };
    expect(await run(file())).toMatchObject({ code: 0 });
    expect(platform.repeats).toBe(0);
  });

  it('leaves the import open, and the same command goes on', async () => {
    platform.mishap = ({ order }) => (order?.externalId === '5001' ? 'failed' : undefined);
    const open = await run(file());
    expect(open.code).toBe(1);
    expect(open.out).toContain('order/5001: UNAVAILABLE: Not this one.');
    expect(open.out).toContain('Not reconciled');
    platform.mishap = () => undefined;
    expect(await run(file())).toMatchObject({ code: 0 });
    expect(platform.repeats).toBe(0);
  });

  it.each(['cutBefore', 'cutAfter'] as const)('because connections break (%s) is done once', async (mishap) => {
    const cut = new Set<string>();
    platform.mishap = ({ key }) => {
      const isFirst = !cut.has(key) && cut.size < 40;
      cut.add(key);
      return isFirst && cut.size % 2 ? mishap : undefined;
    };
    expect(await run(file([...ROWS, ...MANY]))).toMatchObject({ code: 0 });
    expect(platform.records('order')).toHaveLength(303);
  });

  it('because the platform went away says so, and the same command goes on', async () => {
    platform.mishap = ({ order }) => (order ? 'cutAfter' : undefined);
    const gone = await run(file());
    expect(gone.code).toBe(1);
    expect(gone.err).toContain('The platform does not answer any more');
    platform.mishap = () => undefined;
    expect(await run(file())).toMatchObject({ code: 0 });
    expect(platform.records('order')).toHaveLength(3);
  });

  it('because the import was killed goes on, whatever the moment, without a double', async () => {
    const path = file([...ROWS, ...MANY]);
    const command = ['--conditions=source', '--import', './test/typescript.mjs', 'apps/importer/src/main.ts'];
    for (const moment of [2, 50, 280]) {
      const child = spawn(process.execPath, [...command, path, ...options()], { stdio: 'ignore' });
      let lines = 0;
      platform.mishap = () => {
        if (++lines === moment) child.kill('SIGKILL');
        return undefined;
      };
      expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    }
    platform.mishap = () => undefined;
    expect(await run(path)).toMatchObject({ code: 0 });
    expect(platform.records('order')).toHaveLength(303);
    expect(platform.records('return')).toHaveLength(1);
  }, 60_000);

  it('goes on after half a line of the state file', async () => {
    await run(file());
    const whole = readFileSync(at('state'), 'utf8');
    writeFileSync(at('state'), whole.slice(0, -20));
    expect(await run(file())).toMatchObject({ code: 0 });
    expect(readFileSync(at('state'), 'utf8')).toBe(whole);
    expect(platform.repeats).toBe(1);
  });
});

describe('An import does not begin', () => {
  /** The sentence with which it ends, having done nothing. */
  const refusal = async (...args: string[]) => {
    const { code, out, err } = await run(...args);
    expect({ code, out, taken: platform.taken.size }).toEqual({ code: 2, out: '', taken: 0 });
    const [sentence, usage] = err.split('\n\n');
    expect(usage === undefined || usage.startsWith('npm run import')).toBe(true);
    expect(sentence!.trimEnd()).not.toContain('\n');
    return sentence!.trimEnd();
  };

  it('with a file of another format', async () => {
    expect(await refusal(file(ROWS, 'a,b,c'))).toMatch(/^This is not the format/);
    expect(existsSync(at('quarantine.csv'))).toBe(false);
  });

  it.each<[string, () => string[], RegExp]>([
    ['with a file that is not there', () => [at('none.csv')], /none\.csv cannot be read/],
    ['without a file', () => [], /^Name one file/],
    ['with options that it does not know', () => [file(), '--colour=red'], /Unknown option '--colour'/],
    ['with a pattern that is none', () => [file(), '--services=('], /is not a regular expression/],
    ['with a currency that is none', () => [file(), '--currency=pounds'], /is not a currency/],
    ['where something else answers', () => [file(), '--url', `${url}/v1/other/`], /is no platform\.$/],
    ['with what is no address', () => [file(), '--url', 'nowhere'], /is not an address/],
    ['where it cannot write', () => [file(), '--quarantine', at('none/file.csv')], /quarantine file cannot be written/],
    ['where it cannot keep its state', () => [file(), '--state', at('none/state')], /state file cannot be written/],
  ])('%s', async (_, args, sentence) => {
    expect(await refusal(...args())).toMatch(sentence);
  });

  it('where there is no platform', async () => {
    await platform.stop();
    expect(await refusal(file())).toMatch(/^There is no platform at http:\/\/127\.0\.0\.1:\d+: ECONNREFUSED\.$/);
    await platform.start();
  });

  it('where the platform is not ready', async () => {
    platform.ready = false;
    expect(await refusal(file())).toMatch(/is not ready yet/);
  });

  it('with the state of another import', async () => {
    writeFileSync(at('state'), '{"import":{"file":"another"}}\n');
    expect(await refusal(file())).toMatch(/belongs to another import/);
  });

  it('with the state of another platform', async () => {
    await run(file());
    platform.forget();
    writeFileSync(at('quarantine.csv'), 'kept');
    expect(await refusal(file())).toMatch(/knows orders that the platform at .* does not have/);
    expect(quarantine()).toEqual(['kept']);
  });

  it('with a damaged state file', async () => {
    await run(file());
    const [first, , ...lines] = readFileSync(at('state'), 'utf8').split('\n');
    platform.forget();
    writeFileSync(at('state'), [first, 'nothing', ...lines].join('\n'));
    expect(await refusal(file())).toMatch(/is damaged at line 2/);
  });
});
