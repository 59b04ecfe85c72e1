/**
 * One numbering at a time in this process; all who ask while one runs share the next. Any process may number at any
 * time: the server runs each numbering as a whole, one after another.
 */
export class Numbering {
  private running: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  constructor(private readonly number: () => Promise<void>) {}

  /** Resolves once all that was committed before the call has its position. */
  done(): Promise<void> {
    if (!this.running) return this.begin();
    this.next ??= this.running
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        return this.begin();
      });
    return this.next;
  }

  private begin(): Promise<void> {
    const running = this.number().finally(() => {
      if (this.running === running) this.running = undefined;
    });
    this.running = running;
    return running;
  }
}
