import type { RecordedEvent } from '#ports';
import type { Check, Report } from './finding.js';

/**
 * What every event must have, whatever it says. Ids are compared by their first 52 bits, which keeps two million of
 * them in little memory; what looks alike is handed to `suspect`, who compares the whole.
 */
export class EnvelopeCheck implements Check {
  private last = 0;
  private readonly ids = new Map<number, number>();
  private readonly revisions = new Map<string, { revision: number; commandId: string }>();
  private readonly commands = new Map<number, number>();

  constructor(
    private readonly report: Report,
    private readonly options: { readonly gapless: boolean },
    private readonly suspect: (
      same: 'event-ids-unique' | 'command-applied-once',
      first: number,
      event: RecordedEvent,
    ) => void,
  ) {}

  see(event: RecordedEvent): void {
    const { position, stream, revision, id, metadata } = event;
    if (position <= this.last || (this.options.gapless && position !== this.last + 1)) {
      this.report('positions-grow', event, `Position ${position} comes after ${this.last}.`);
    }
    this.last = position;

    const key = short(id);
    const same = this.ids.get(key);
    if (same === undefined) this.ids.set(key, position);
    else this.suspect('event-ids-unique', same, event);

    const before = this.revisions.get(stream);
    if (revision !== (before?.revision ?? -1) + 1) {
      this.report('revisions-without-gap', event, `Revision ${revision} comes after ${before?.revision ?? 'none'}.`);
    }
    const { commandId } = metadata;
    if (before?.commandId !== commandId) {
      const command = mixed(stream, commandId);
      const applied = this.commands.get(command);
      if (applied === undefined) this.commands.set(command, position);
      else this.suspect('command-applied-once', applied, event);
    }
    this.revisions.set(stream, { revision, commandId });
  }

  end(): void {
    /* everything shows as it comes */
  }
}

const short = (uuid: string) => parseInt(uuid.replaceAll('-', '').slice(0, 13), 16);

/** FNV-1a twice, 52 bits. */
function mixed(stream: string, commandId: string): number {
  let [a, b] = [0x811c9dc5, 0x9747b28c];
  const text = `${stream}\n${commandId}`;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x01000193) + i;
  }
  return (a >>> 0) * 0x100000 + ((b >>> 0) & 0xfffff);
}
