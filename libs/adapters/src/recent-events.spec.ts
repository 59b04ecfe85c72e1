import type { RecordedEvent } from '#ports';
import { sampleEvent } from '../../ports/contract/sample-event.js';
import { RecentEvents } from './recent-events.js';

describe('recent events', () => {
  const recent = (from: number, to: number, maxEvents: number, maxSize = Infinity, size = 1) => {
    const events = new RecentEvents(maxEvents, maxSize);
    for (let position = from; position <= to; position++) {
      events.add({ ...sampleEvent('A'), stream: 's-1', revision: position, position }, size);
    }
    return events;
  };
  const positions = (events: readonly RecordedEvent[] | undefined) => events?.map(({ position }) => position);
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

  it('gives what is behind a position, up to a limit, wherever the generations are divided', () => {
    for (let to = 101; to < 125; to++) {
      const events = recent(101, to, 10);
      const held = positions(events.after(to - 1, 1)) && to - 101 + 1 > 5 ? 5 : to - 101 + 1;
      for (let after = to - held; after <= to; after++) {
        expect(positions(events.after(after, 100))).toEqual(range(after + 1, to));
        expect(positions(events.after(after, 2))).toEqual(range(after + 1, Math.min(after + 2, to)));
      }
    }
  });

  it('gives what is before a position, the highest first', () => {
    const events = recent(101, 120, 100);
    expect(positions(events.before(121, 3))).toEqual([120, 119, 118]);
    expect(positions(events.before(104, 3))).toEqual([103, 102, 101]);
    expect(events.before(104, 4)).toBeUndefined();
    expect(positions(recent(1, 5, 100).before(4, 10))).toEqual([3, 2, 1]);
  });

  it('gives a stream from a revision on, wherever the generations are divided', () => {
    const events = new RecentEvents(10, Infinity);
    for (let position = 1; position <= 24; position++) {
      const [stream, revision] = [`s-${position % 2}`, Math.ceil(position / 2) - 1];
      events.add({ ...sampleEvent('A'), stream, revision, position }, 1);
    }
    const revisions = (from: number, limit: number) => events.ofStream('s-0', from, limit)?.map((e) => e.revision);
    const [first] = events.ofStream('s-0', 11, 1)!;
    expect(first).toMatchObject({ stream: 's-0', revision: 11, position: 24 });
    expect(revisions(8, 2)).toEqual([8, 9]);
    expect(revisions(10, 100)).toEqual([10, 11]);
    expect(revisions(12, 100)).toEqual([]);
    expect(revisions(0, 100)).toBeUndefined();
    expect(events.ofStream('s-2', 0, 100)).toBeUndefined();
  });

  it('says that it does not hold what was before its first event', () => {
    expect(recent(101, 100, 10).after(100, 1)).toBeUndefined();
    expect(recent(101, 105, 10).after(99, 1)).toBeUndefined();
    expect(positions(recent(101, 105, 10).after(100, 1))).toEqual([101]);
  });

  it('holds at most so many events and so many characters', () => {
    expect(recent(1, 1000, 10).after(989, 1)).toBeUndefined();
    expect(positions(recent(1, 1000, 10).after(995, 10))).toEqual(range(996, 1000));
    expect(recent(1, 1000, 1000, 100, 10).after(989, 1)).toBeUndefined();
    expect(positions(recent(1, 1000, 1000, 100, 10).after(995, 10))).toEqual(range(996, 1000));
  });
});
