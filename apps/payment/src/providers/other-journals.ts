import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * The journals of other processes: those in the same folder whose names begin alike. They are read as they grow; a line
 * that is not whole yet comes with a later look.
 */
export class OtherJournals<Line> {
  /** By file: bytes that were read. */
  private readonly read = new Map<string, number>();
  private running: Promise<unknown> = Promise.resolve();
  private next: Promise<Line[]> | undefined;

  constructor(
    private readonly own: string,
    private readonly begin: string,
  ) {}

  /**
   * What was written since the last look, up to this call at least: a look that has begun may have passed the end of a
   * file by now. Those who wait for it to end share the next one.
   */
  look(): Promise<Line[]> {
    this.next ??= this.running.then(() => {
      this.next = undefined;
      const news = this.news();
      this.running = news.catch(() => undefined);
      return news;
    });
    return this.next;
  }

  private async news(): Promise<Line[]> {
    const [folder, own] = [dirname(this.own), basename(this.own)];
    const files = (await readdir(folder)).filter((name) => name !== own && name.startsWith(this.begin));
    return (await Promise.all(files.map((name) => this.newsIn(join(folder, name))))).flat();
  }

  private async newsIn(path: string): Promise<Line[]> {
    const from = this.read.get(path) ?? 0;
    const { size } = await stat(path);
    if (size <= from) return [];
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
      const whole = buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1;
      this.read.set(path, from + whole);
      const lines = buffer.subarray(0, whole).toString().split('\n').slice(0, -1);
      return lines.map((line) => JSON.parse(line) as Line);
    } finally {
      await file.close();
    }
  }
}
