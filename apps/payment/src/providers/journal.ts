import { constants } from 'node:fs';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CannotStart } from '#ports';

/** With it a write is over when it is on the disk, in one step instead of two; not everywhere. */
const DURABLY: number | undefined = constants.O_DSYNC;
const GROWING = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND;

interface Waiting {
  readonly line: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A file of JSON lines that only grows. A line whose append has resolved survives a power cut; lines that wait at the
 * same time share one flush. One process at a time.
 */
export class Journal<Line> {
  private waiting: Waiting[] = [];
  private writing: Promise<void> | undefined;
  /** A failed write may have left something half-done. */
  private torn = false;

  private constructor(
    private readonly file: FileHandle,
    /** Bytes that are known to be whole lines on the disk. */
    private size: number,
    /** What was there when it was opened. */
    readonly lines: readonly Line[],
  ) {}

  /** A last line that was torn by a crash is dropped: nobody was told of it. Throws CannotStart for other damage. */
  static async open<Line>(path: string): Promise<Journal<Line>> {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, GROWING | (DURABLY ?? 0));
    const bytes = await file.readFile();
    const size = bytes.lastIndexOf('\n') + 1;
    const lines = bytes.subarray(0, size).toString().split('\n').slice(0, -1);
    try {
      const known = lines.map((line) => JSON.parse(line) as Line);
      await file.truncate(size);
      return new Journal(file, size, known);
    } catch (error) {
      await file.close();
      if (error instanceof SyntaxError) throw new CannotStart(`The file ${path} is damaged.`);
      throw error;
    }
  }

  append(line: Line): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ line: `${JSON.stringify(line)}\n`, resolve, reject });
      this.writing ??= this.drain();
    });
  }

  /** Waits for what was appended. */
  async close(): Promise<void> {
    await this.writing;
    await this.file.close();
  }

  private async drain(): Promise<void> {
    await Promise.resolve(); // what is appended in the same turn shares the flush
    while (this.waiting.length) {
      const batch = this.waiting;
      this.waiting = [];
      try {
        await this.write(Buffer.from(batch.map(({ line }) => line).join('')));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.writing = undefined;
  }

  private async write(bytes: Buffer): Promise<void> {
    if (this.torn) await this.file.truncate(this.size);
    this.torn = true;
    await this.file.writeFile(bytes);
    if (DURABLY === undefined) await this.file.datasync();
    this.torn = false;
    this.size += bytes.length;
  }
}
