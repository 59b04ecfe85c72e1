import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { CannotStart } from '#ports';
import { temporaryFolder } from '../../../../test/temporary-folder.js';
import { Journal } from './journal.js';

describe('a journal', () => {
  const fileOf = temporaryFolder();
  const lines = async (path: string) => {
    const journal = await Journal.open<number>(path);
    await journal.close();
    return journal.lines;
  };

  it('keeps its lines in the order in which they were appended', async () => {
    const path = fileOf('deep/journal.jsonl');
    const journal = await Journal.open<number>(path);
    await Promise.all([1, 2, 3].map((line) => journal.append(line)));
    await journal.append(4);
    await journal.close();
    expect(await lines(path)).toEqual([1, 2, 3, 4]);
  });

  it('has a line on the disk when its append is acknowledged', async () => {
    const path = fileOf('journal.jsonl');
    const journal = await Journal.open<number>(path);
    await journal.append(1);
    expect(readFileSync(path, 'utf8')).toBe('1\n');
    await journal.close();
  });

  it('drops a last line that was torn, and goes on behind it', async () => {
    const path = fileOf('journal.jsonl');
    writeFileSync(path, '1\n2\n{"torn":');
    const journal = await Journal.open<number>(path);
    expect(journal.lines).toEqual([1, 2]);
    await journal.append(3);
    await journal.close();
    expect(await lines(path)).toEqual([1, 2, 3]);
  });

  it('that is damaged elsewhere is not opened, nor changed', async () => {
    const path = fileOf('journal.jsonl');
    writeFileSync(path, '1\n{"torn":\n3\n');
    await expect(Journal.open(path)).rejects.toThrow(CannotStart);
    expect(readFileSync(path, 'utf8')).toBe('1\n{"torn":\n3\n');
  });

  it('overwrites what a failed write has left half-done', async () => {
    const path = fileOf('journal.jsonl');
    const journal = await Journal.open<number>(path);
    await journal.append(1);
    const file = await open(path);
    const disk = jest.spyOn(Object.getPrototypeOf(file) as FileHandle, 'writeFile');
    disk.mockImplementationOnce(async () => {
      appendFileSync(path, '{"half":');
      throw new Error('no space left');
    });
    await expect(journal.append(2)).rejects.toThrow('no space left');
    await journal.append(3);
    disk.mockRestore();
    await file.close();
    await journal.close();
    expect(await lines(path)).toEqual([1, 3]);
  });

  it('refuses an append that cannot be written', async () => {
    const journal = await Journal.open<number>(fileOf('journal.jsonl'));
    await journal.close();
    await expect(journal.append(1)).rejects.toMatchObject({ code: 'EBADF' });
  });
});
