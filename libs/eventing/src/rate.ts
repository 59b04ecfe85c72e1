/** Events per second over about the last minute, to the hundredth: a quiet platform has fewer than one. */
export class Rate {
  private readonly byMinute = new Map<number, number>();

  add(events: number): void {
    const now = minute();
    this.byMinute.set(now, (this.byMinute.get(now) ?? 0) + events);
    for (const old of this.byMinute.keys()) if (old < now - 1) this.byMinute.delete(old);
  }

  perSecond(): number {
    const [now, seconds] = [minute(), (Date.now() % 60_000) / 1_000];
    const events = (this.byMinute.get(now) ?? 0) + (this.byMinute.get(now - 1) ?? 0);
    return Math.round((100 * events) / (60 + seconds)) / 100;
  }
}

const minute = () => Math.floor(Date.now() / 60_000);
