import {
  EventStoreDBClient,
  jsonEvent,
  streamNameFilter,
  type AllStreamSubscription,
  type AppendExpectedRevision,
  type JSONEventType,
  type RecordedEvent as ClientEvent,
  type StreamSubscription,
} from '@eventstore/db-client';
import { append } from '@eventstore/db-client/dist/streams/appendToStream/append.js';
import { ServerFeatures } from '@eventstore/db-client/dist/Client/ServerFeatures.js';
import { convertGrpcEvent } from '@eventstore/db-client/dist/utils/convertGrpcEvent.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { inTime, NO_STREAM, type NewEvent, type RecordedEvent } from '#ports';
import { Silence, UnusablePosition } from './outcomes.js';

/** Events that a subscription keeps for a slow consumer; beyond it the server is made to wait. */
const BUFFERED = 250;
/** Events that a filtered subscription passes over before it tells where it is. */
const SEARCH_WINDOW = 500;
/** All that is asked goes to the leader: a follower may be behind what was acknowledged. */
const LEADER = { requiresLeader: true };

export interface StreamPage {
  readonly stream: string;
  /** First revision; backwards undefined means the last. */
  readonly from?: number | undefined;
  readonly count: number;
  readonly backwards?: boolean;
}

export interface LogPage {
  /** Forwards the event at this position is given as well, backwards only those before it; default that end of the log. */
  readonly from?: number | undefined;
  readonly count: number;
  readonly backwards?: boolean;
}

/**
 * The client of EventStoreDB in this project's terms: streams without the prefix of the namespace, revisions and
 * positions as numbers. No call waits longer than it is told to.
 *
 * Appends and reads are built on the client's calls instead of its methods: `appendToStream` sends all appends over one
 * shared call, where it ignores deadlines and where one cut connection ends the process by unhandled rejections;
 * `readStream` and `readAll` ignore deadlines, too, and cannot filter.
 */
export class LogClient {
  private readonly prefix: string;

  constructor(
    private readonly client: EventStoreDBClient,
    namespace: string,
  ) {
    this.prefix = `${namespace}.`;
  }

  /** What the server says its version is, such as "24.10.0"; one from before 21.10 does not say. */
  async version(timeoutMs: number): Promise<string | undefined> {
    const asked = this.client['execute'](...ServerFeatures.createServerFeatures);
    const { serverVersion } = await within(timeoutMs, asked);
    return serverVersion === 'unknown' ? undefined : serverVersion;
  }

  async append(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
    timeoutMs: number,
  ): Promise<void> {
    const expected: AppendExpectedRevision = expectedRevision === NO_STREAM ? 'no_stream' : BigInt(expectedRevision);
    const proposed = events.map((event) => jsonEvent(event as unknown as JSONEventType & { id: string }));
    const options = { ...LEADER, deadline: timeoutMs, expectedRevision: expected, batchAppendSize: 0 };
    const { position } = await within(timeoutMs, append.call(this.client, this.prefix + stream, proposed, options));
    // So that nothing is acknowledged that could not be read.
    if (position) safe(position.commit);
  }

  readStream({ stream, from, count, backwards = false }: StreamPage, timeoutMs: number): Promise<RecordedEvent[]> {
    const source = new streams.ReadReq.Options.StreamOptions();
    const identifier = new shared.StreamIdentifier();
    identifier.setStreamName(Buffer.from(this.prefix + stream));
    source.setStreamIdentifier(identifier);
    if (from !== undefined) source.setRevision(String(from));
    else if (backwards) source.setEnd(new shared.Empty());
    else source.setStart(new shared.Empty());
    const options = new streams.ReadReq.Options();
    options.setStream(source);
    options.setNoFilter(new shared.Empty());
    return this.read(options, count, backwards, timeoutMs);
  }

  readAll({ from, count, backwards = false }: LogPage, timeoutMs: number): Promise<RecordedEvent[]> {
    const source = new streams.ReadReq.Options.AllOptions();
    if (from !== undefined) {
      const position = new streams.ReadReq.Options.Position();
      position.setCommitPosition(String(from));
      position.setPreparePosition(String(from));
      source.setPosition(position);
    } else if (backwards) source.setEnd(new shared.Empty());
    else source.setStart(new shared.Empty());
    const names = new streams.ReadReq.Options.FilterOptions.Expression();
    names.setPrefixList([this.prefix]);
    const filter = new streams.ReadReq.Options.FilterOptions();
    filter.setStreamIdentifier(names);
    filter.setMax(SEARCH_WINDOW);
    filter.setCheckpointintervalmultiplier(1);
    const options = new streams.ReadReq.Options();
    options.setAll(source);
    options.setFilter(filter);
    return this.read(options, count, backwards, timeoutMs);
  }

  /** Everything behind a position. `onCheckpoint`: up to there nothing more of ours will come. */
  subscribeToAll(after: number, onCheckpoint: (position: number) => void): AllStreamSubscription {
    const filter = streamNameFilter({
      prefixes: [this.prefix],
      maxSearchWindow: SEARCH_WINDOW,
      checkpointInterval: 1,
      checkpointReached: async (_subscription, { commit }) => onCheckpoint(safe(commit)),
    });
    const fromPosition = after > 0 ? { commit: BigInt(after), prepare: BigInt(after) } : 'start';
    return this.client.subscribeToAll({ ...LEADER, fromPosition, filter }, { highWaterMark: BUFFERED });
  }

  /** The events of a stream from a revision on, also when it does not exist yet. */
  subscribeToStream(stream: string, from: number): StreamSubscription {
    const fromRevision = from > 0 ? BigInt(from - 1) : 'start';
    const options = { ...LEADER, fromRevision } as const;
    return this.client.subscribeToStream(this.prefix + stream, options, { highWaterMark: BUFFERED });
  }

  recorded({ id, type, data, metadata, streamId, revision, position }: ClientEvent): RecordedEvent {
    return {
      id,
      type,
      data,
      metadata: metadata as unknown as RecordedEvent['metadata'],
      stream: streamId.slice(this.prefix.length),
      revision: Number(revision),
      position: safe(position?.commit ?? NO_POSITION),
    };
  }

  /** Ends all calls, and the connection as soon as there is one: the client may still be looking for a leader. */
  async close(): Promise<void> {
    await this.client.dispose();
    this.client['getChannel']().then(
      (channel) => channel.close(),
      () => undefined,
    );
  }

  private async read(
    options: InstanceType<typeof streams.ReadReq.Options>,
    count: number,
    backwards: boolean,
    timeoutMs: number,
  ): Promise<RecordedEvent[]> {
    const uuids = new streams.ReadReq.Options.UUIDOption();
    uuids.setString(new shared.Empty());
    options.setUuidOption(uuids);
    options.setReadDirection(backwards ? 1 : 0);
    options.setResolveLinks(false);
    options.setCount(String(count));
    const request = new streams.ReadReq();
    request.setOptions(options);
    const [metadata, callOptions] = this.client['callArguments']({ ...LEADER, deadline: timeoutMs });
    const start = this.client['GRPCStreamCreator'](StreamsClient, 'read', (grpc) =>
      grpc.read(request, metadata, callOptions),
    );
    const ended = new AbortController();
    return within(timeoutMs, this.collect(start, ended.signal)).finally(() => ended.abort());
  }

  private async collect(
    start: () => Promise<ReturnType<StreamsClient['read']>>,
    ended: AbortSignal,
  ): Promise<RecordedEvent[]> {
    const call = await start();
    // One that comes when the loop has ended must not end the process.
    call.on('error', () => undefined);
    if (ended.aborted) call.cancel();
    ended.addEventListener('abort', () => call.cancel());
    const events: RecordedEvent[] = [];
    for await (const answer of call as AsyncIterable<InstanceType<typeof streams.ReadResp>>) {
      const read = answer.getEvent();
      if (read) events.push(this.recorded(convertGrpcEvent(read).event as ClientEvent));
    }
    return events;
  }
}

/** What a server tells that has no position for an event. */
const NO_POSITION = 2n ** 64n - 1n;

function safe(position: bigint): number {
  if (position > BigInt(Number.MAX_SAFE_INTEGER)) throw new UnusablePosition(position);
  return Number(position);
}

/** Whatever becomes of the call: without a result in time it is over for the caller. */
const within = <T>(timeoutMs: number, call: Promise<T>): Promise<T> =>
  inTime(call, timeoutMs, () => {
    throw new Silence(`No answer within ${timeoutMs} ms`);
  });
