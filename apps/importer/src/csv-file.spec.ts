import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CannotImport } from './cannot-import.js';
import { readCsv, type CsvRecord } from './csv-file.js';

const COLUMNS = ['Code', 'Text', 'Number'];
const HEADER = 'Code,Text,Number\n';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daybook-csv-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function read(content: string | Buffer) {
  const path = join(folder, 'file.csv');
  writeFileSync(path, content);
  const records: CsvRecord[] = [];
  const hash = await readCsv(path, COLUMNS, (record) => records.push(record));
  return { hash, records };
}

const fieldsIn = async (content: string | Buffer) =>
  (await read(content)).records.map(({ line, fields }) => [line, fields]);

describe('A CSV file', () => {
  it('is read by lines that count from the header', async () => {
    expect(await fieldsIn(`${HEADER}A,one,1\nB,two,2\n`)).toEqual([
      [2, ['A', 'one', '1']],
      [3, ['B', 'two', '2']],
    ]);
  });

  it('may end without a line break, have line ends of Windows and a byte order mark', async () => {
    expect(await fieldsIn('\ufeffCode,Text,Number\r\nA,one,1\r\nB,two,2')).toEqual([
      [2, ['A', 'one', '1']],
      [3, ['B', 'two', '2']],
    ]);
  });

  it('has fields with commas, quotes and line breaks inside quotes', async () => {
    expect(await fieldsIn(`${HEADER}A,"one, ""two""",1\nB,"one\ntwo",2\nC,three,3\n`)).toEqual([
      [2, ['A', 'one, "two"', '1']],
      [3, ['B', 'one\ntwo', '2']],
      [5, ['C', 'three', '3']],
    ]);
  });

  it('loses one line to a stray quote, not what follows', async () => {
    const many = Array.from({ length: 150 }, (_, i) => `C,${i},3`);
    const { records } = await read(`${HEADER}A,"one,1\n${many.join('\n')}\nD,"four, 4",4\n`);
    expect(records).toHaveLength(152);
    expect(records[0]).toEqual({ line: 2, raw: 'A,"one,1', fields: undefined });
    expect(records.filter(({ fields }) => !fields)).toHaveLength(1);
    expect(records.at(-1)).toEqual({ line: 153, raw: 'D,"four, 4",4', fields: ['D', 'four, 4', '4'] });
  });

  it('gives what is no CSV at its end too', async () => {
    expect((await read(`${HEADER}A,"one,1`)).records).toEqual([{ line: 2, raw: 'A,"one,1', fields: undefined }]);
  });

  it('is the same file as gzip', async () => {
    const plain = await read(`${HEADER}A,£,1\n`);
    const zipped = await read(gzipSync(`${HEADER}A,£,1\n`));
    expect(zipped).toEqual(plain);
    expect(plain.hash).toBe(createHash('sha256').update(`${HEADER}A,£,1\n`).digest('hex'));
  });

  it.each([
    ['with another header', 'Code,Text\nA,1\n', 'the first line must be Code,Text,Number'],
    ['that is empty', '', 'the first line must be Code,Text,Number'],
    ['that is cut off', gzipSync(`${HEADER}A,one,1\n`).subarray(0, 25), 'cannot be read: unexpected end of file'],
    ['of other bytes', Buffer.from([0, 255, 1, 254]), 'the first line must be'],
  ])('%s is refused in one sentence', async (_, content, sentence) => {
    const error = await read(content).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CannotImport);
    expect((error as Error).message).toContain(sentence);
  });

  it('that is not there is refused in one sentence', async () => {
    await expect(readCsv(join(folder, 'none.csv'), COLUMNS, () => {})).rejects.toThrow(/cannot be read: ENOENT/);
  });
});
