import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  Metadata,
  sendUnaryData,
  ServerReadableStream,
  ServerUnaryCall,
  ServerWritableStream,
  UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type { AppendReq, AppendResp, ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { Faults } from './faults.js';
import type { EventLog, Proposed } from './log.js';
import {
  appendMessage,
  caughtUpMessage,
  checkpointMessage,
  confirmationMessage,
  eventMessage,
  expectedIn,
  failure,
  matcherOf,
  nameOf,
  notFoundMessage,
  proposedIn,
  versionMessage,
} from './messages.js';

/** The server's default for the size of one append, and its search window where a filter names none. */
const MAX_APPEND_BYTES = 1024 * 1024;
const SEARCH_WINDOW = 32;
const BACKWARDS = 1;

type ReadCall = ServerWritableStream<ReadReq, ReadResp>;
type AppendCall = ServerReadableStream<AppendReq, AppendResp>;
type Answer = (error: Error | null, response?: AppendResp) => void;
type ReadOptions = NonNullable<ReturnType<ReadReq['getOptions']>>;

/** `event_store.client.streams.Streams` as far as the adapter uses it: appends, reads and catch-up subscriptions. */
export class StreamsDouble {
  /** Position behind which the last subscription to $all began. */
  lastStart = '0';
  /** Events that clients have taken from subscriptions, or that are on their way. */
  delivered = 0;

  constructor(
    private readonly log: EventLog,
    private readonly faults: Faults,
    private readonly cut: () => void,
  ) {}

  get implementation(): UntypedServiceImplementation {
    const unimplemented = (_call: unknown, answer: Answer) => answer(failure('UNIMPLEMENTED', 'not in this double'));
    return {
      append: (call: AppendCall, answer: Answer) => this.append(call, answer),
      read: (call: ReadCall) => void this.read(call).catch((error: Error) => call.emit('error', error)),
      batchAppend: (call: ReadCall) => void call.emit('error', failure('UNIMPLEMENTED', 'not in this double')),
      delete: unimplemented,
      tombstone: unimplemented,
    };
  }

  /** `event_store.client.server_features.ServerFeatures`: the version alone. */
  get features(): UntypedServiceImplementation {
    return {
      getSupportedMethods: (
        call: ServerUnaryCall<unknown, SupportedMethods>,
        answer: sendUnaryData<SupportedMethods>,
      ) => {
        this.hinder(call.metadata).then(
          () => {
            const { version } = this.faults;
            if (version === null) answer(failure('UNIMPLEMENTED', 'Unknown service.'));
            else answer(null, versionMessage(version));
          },
          (error: Error) => answer(error),
        );
      },
    };
  }

  private append(call: AppendCall, answer: Answer) {
    const requests: AppendReq[] = [];
    call.on('error', () => undefined);
    call.on('data', (request: AppendReq) => requests.push(request));
    call.on('end', () => {
      this.record(requests, call.metadata).then(
        (response) => response && answer(null, response),
        (error: Error) => answer(error),
      );
    });
  }

  /** Resolves to nothing where no answer is to be given. */
  private async record([first, ...rest]: readonly AppendReq[], metadata: Metadata): Promise<AppendResp | undefined> {
    await this.hinder(metadata);
    if (this.faults.refuseAppends) throw failure(this.faults.refuseAppends, 'Refused, as the test wants it.');
    if (this.faults.dropAppends > 0) {
      this.faults.dropAppends--;
      return undefined;
    }
    const options = first!.getOptions()!;
    const events: Proposed[] = rest.map(proposedIn);
    if (events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0) > MAX_APPEND_BYTES) {
      const trailers = { exception: 'maximum-append-size-exceeded', 'maximum-append-size': String(MAX_APPEND_BYTES) };
      throw failure('INVALID_ARGUMENT', 'Maximum Append Size Exceeded.', trailers);
    }
    const expected = expectedIn(options);
    const { forgetIds } = this.faults;
    const outcome = await this.log.append(nameOf(options.getStreamIdentifier()), expected, events, { forgetIds });
    if (this.faults.loseAnswers > 0) {
      this.faults.loseAnswers--;
      return undefined;
    }
    return appendMessage(outcome, expected);
  }

  private async read(call: ReadCall) {
    const ended = new AbortController();
    for (const event of ['cancelled', 'close', 'error']) call.on(event, () => ended.abort());
    await this.hinder(call.metadata);
    const options = call.request.getOptions()!;
    if (options.hasSubscription() && this.faults.ignoreSubscriptions > 0) {
      this.faults.ignoreSubscriptions--;
      return;
    }
    const messages = options.hasSubscription()
      ? this.subscription(options, ended.signal)
      : options.hasAll()
        ? this.fromAll(options)
        : this.fromStream(options);
    for await (const message of messages) {
      if (ended.signal.aborted) return;
      const more = call.write(message);
      if (message.hasEvent()) {
        this.countDown();
        if (options.hasSubscription()) this.delivered++;
      }
      if (!more) await once(call, 'drain', { signal: ended.signal }).catch(() => undefined);
    }
    if (!ended.signal.aborted) call.end();
  }

  private *fromAll(options: ReadOptions): Generator<ReadResp> {
    const from = options.getAll()!.getPosition();
    const backwards = options.getReadDirection() === BACKWARDS;
    const matches = matcherOf(options.getFilter());
    // Forwards the event at the position is given as well, backwards only those before it.
    const index = from
      ? this.log.indexBehind(BigInt(from.getCommitPosition()) - 1n)
      : backwards
        ? this.log.all.length
        : 0;
    const found = backwards ? this.log.all.slice(0, index).reverse() : this.log.all.slice(index);
    for (const event of found.filter(matches).slice(0, Number(options.getCount()))) yield eventMessage(event);
  }

  private *fromStream(options: ReadOptions): Generator<ReadResp> {
    const stream = options.getStream()!;
    const name = nameOf(stream.getStreamIdentifier());
    const events = this.log.stream(name);
    if (!events.length) {
      yield notFoundMessage(name);
      return;
    }
    const from = stream.hasStart() ? 0 : stream.hasEnd() ? events.length - 1 : Number(stream.getRevision());
    const backwards = options.getReadDirection() === BACKWARDS;
    const found = backwards ? events.slice(0, from + 1).reverse() : events.slice(from);
    for (const event of found.slice(0, Number(options.getCount()))) yield eventMessage(event);
  }

  /** Behind its start, which is exclusive: what is there, then what comes. */
  private async *subscription(options: ReadOptions, signal: AbortSignal): AsyncGenerator<ReadResp> {
    yield confirmationMessage(randomUUID());
    if (this.faults.endSubscriptions-- > 0) return;
    this.faults.endSubscriptions = 0;
    const all = options.getAll();
    if (all) this.lastStart = all.getPosition()?.getCommitPosition() ?? '0';
    const stream = options.getStream();
    const name = stream && nameOf(stream.getStreamIdentifier());
    const events = () => (name === undefined ? this.log.all : this.log.stream(name));
    let next = 0;
    if (all?.hasEnd() || stream?.hasEnd()) next = events().length;
    else if (all?.hasPosition()) next = this.log.indexBehind(BigInt(all.getPosition()!.getCommitPosition()));
    else if (stream?.hasRevision()) next = Number(stream.getRevision()) + 1;
    const filter = options.getFilter();
    const matches = matcherOf(filter);
    const interval = filter && filter.getCheckpointintervalmultiplier() * (filter.getMax() || SEARCH_WINDOW);
    for (let examined = 0, caughtUp = false; !signal.aborted;) {
      for (; next < events().length && !this.faults.mute; next++) {
        const event = events()[next]!;
        if (matches(event)) yield eventMessage(event);
        if (interval && ++examined % interval === 0) yield checkpointMessage(event.position);
      }
      if (!caughtUp && !this.faults.mute) yield caughtUpMessage();
      caughtUp = true;
      if (next < events().length && !this.faults.mute) continue;
      await once(this.log, 'committed', { signal }).catch(() => undefined);
    }
  }

  private async hinder(metadata: Metadata) {
    if (this.faults.delayMs) await sleep(this.faults.delayMs);
    if (this.faults.refuse) throw failure(this.faults.refuse, 'Refused, as the test wants it.');
    if (this.faults.leaderPort && metadata.get('requires-leader').includes('true')) {
      const leader = { 'leader-endpoint-host': '127.0.0.1', 'leader-endpoint-port': String(this.faults.leaderPort) };
      throw failure('NOT_FOUND', 'Leader info available', { exception: 'not-leader', ...leader });
    }
  }

  private countDown() {
    if (this.faults.cutAfterEvents === null || --this.faults.cutAfterEvents > 0) return;
    this.faults.cutAfterEvents = null;
    // What was written before is to arrive.
    setImmediate(this.cut);
  }
}
